// From what was chosen and written on the page to answers as the questionnaire has them.
// A draft holds the chosen values of each item as text, in the order of the page.
import { holds } from "./conditions.js";

// Turns the lists of the page into maps from what stands in a field.
export function itemsOf(facts) {
  return facts.items.map((item) => ({
    ...item,
    values: new Map(item.options.map(({ input, value }) => [input, value])),
    missing: new Map(item.missing.map(({ input, code }) => [input, code])),
    labels: new Map([...item.options, ...item.missing].map(({ input, label }) => [input, label])),
  }));
}

// Returns the answers that apply, in the order of the questionnaire.
export function answersOf(items, draft) {
  const answers = {};
  for (const item of items) {
    if (isAsked(item, answers)) {
      const answer = answerOf(item, draft[item.name] || []);
      if (answer !== null) {
        answers[item.name] = answer;
      }
    }
  }
  return answers;
}

export const isAsked = ({ when }, answers) => when === null || holds(when, answers);

// Writes line ends in one way, and drops what nobody can see or type.
export function cleanText(text) {
  const lines = text.replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n").replace(/\t/g, " ");
  const seen = Array.from(lines).filter(
    (letter) => letter === "\n" || !/[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/u.test(letter),
  );
  return seen.join("").trim();
}

// Letters as the questionnaire counts them: code points.
export const letters = (text) => Array.from(text).length;

function answerOf(item, chosen) {
  if (item.type === "text") {
    return cleanText(chosen.join("\n")) || null;
  }
  const values = chosen.filter((input) => item.values.has(input)).map((input) => item.values.get(input));
  if (values.length) {
    return item.type === "choices" ? values : values[0];
  }
  const missing = chosen.find((input) => item.missing.has(input));
  return missing === undefined ? null : { missing: item.missing.get(missing) };
}
