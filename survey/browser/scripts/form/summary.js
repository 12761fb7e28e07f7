// All answers as their person reads them again before sending.
import { each, one } from "../views.js";
import { template } from "./faults.js";

export function draw(page, { steps, answers, titles, onChange }) {
  const place = one("[data-summary]", page);
  place.replaceChildren();
  const parts = new Map();
  for (const step of steps) {
    for (const item of step.items) {
      if (!parts.has(item.section)) {
        parts.set(item.section, newPart(page, place, titles[item.section]));
      }
      const words = wordsOf(item, answers[item.name]);
      parts.get(item.section).append(newLine(page, item, words, () => onChange(step.number)));
    }
  }
}

function newPart(page, place, title) {
  const part = template(page, "part");
  one("[data-title]", part).textContent = title;
  const lines = one("[data-lines]", part);
  place.append(part);
  return lines;
}

function newLine(page, item, words, onChange) {
  const line = template(page, "line");
  for (const place of each("[data-question]", line)) {
    place.textContent = item.question;
  }
  const place = one("[data-answer]", line);
  if (words.length === 0) {
    place.append(template(page, "not-answered"));
  }
  for (const word of words) {
    const answer = template(page, "answer");
    one("[data-text]", answer).textContent = word;
    place.append(answer);
  }
  one('[data-go="change"]', line).addEventListener("click", onChange);
  return line;
}

function wordsOf(item, answer) {
  if (answer === undefined) {
    return [];
  }
  if (item.type === "text") {
    return [answer];
  }
  const given = Array.isArray(answer) ? answer : [answer];
  return given.map((value) => item.labels.get(inputOf(item, value)));
}

function inputOf(item, value) {
  const [known, wanted] = value.missing ? [item.missing, value.missing] : [item.values, value];
  return [...known.keys()].find((input) => known.get(input) === wanted);
}
