// Conditions on earlier answers, as lists: [word, item, literal] or [word, part, …]. An
// item without an answer, or with a way of not answering, fulfils no comparison.
const ORDER = {
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
};

export function holds(condition, answers) {
  const [word, ...parts] = condition;
  if (word === "and") {
    return parts.every((part) => holds(part, answers));
  }
  if (word === "or") {
    return parts.some((part) => holds(part, answers));
  }
  if (word === "not") {
    return !holds(parts[0], answers);
  }
  return compares(word, answers[parts[0]], parts[1]);
}

function compares(word, answer, literal) {
  if (answer === undefined || answer === null) {
    return false;
  }
  if (Array.isArray(answer)) {
    return word === "in" && answer.includes(literal);
  }
  if (typeof answer === "object") {
    return false;
  }
  if (word === "==" || word === "in") {
    return answer === literal;
  }
  if (word === "!=") {
    return answer !== literal;
  }
  return typeof answer === "number" && typeof literal === "number" && ORDER[word](answer, literal);
}
