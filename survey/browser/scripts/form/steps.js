// The steps that one person sees, given what was answered so far.
import { isAsked } from "./answers.js";

export function stepsOf(items, answers) {
  const asked = items.filter((item) => isAsked(item, answers));
  return [...new Set(asked.map(({ step }) => step))].map((number) => ({
    number,
    items: asked.filter(({ step }) => step === number),
  }));
}

export const after = (steps, number) => steps.find((step) => step.number > number);

export const before = (steps, number) =>
  [...steps].reverse().find((step) => step.number < number);

// Which part of how many a step belongs to.
export function partOf(steps, step) {
  const sections = [...new Set(steps.map(({ items }) => items[0].section))];
  return { part: sections.indexOf(step.items[0].section) + 1, parts: sections.length };
}
