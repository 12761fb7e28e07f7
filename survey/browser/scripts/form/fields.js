// The fields of the page, and what is chosen and written in them.
import { each } from "../views.js";

export const fieldsOf = (item, within) => each(`[data-item="${item.name}"] [name]`, within);

export function chosenIn(fields) {
  return fields
    .filter((field) => (isChoice(field) ? field.checked : field.value !== ""))
    .map((field) => field.value);
}

export function choose(fields, chosen) {
  for (const field of fields) {
    if (isChoice(field)) {
      field.checked = chosen.includes(field.value);
    } else {
      field.value = chosen[0] || "";
      field.dispatchEvent(new Event("keyup")); // The count of letters follows.
    }
  }
}

// A way of not answering and an answer are not both true.
export function keepApart(item, fields, changed) {
  if (item.type !== "choices" || !changed.checked) {
    return;
  }
  const isMissing = item.missing.has(changed.value);
  for (const field of fields) {
    const other = field !== changed && (isMissing || item.missing.has(field.value));
    if (other) {
      field.checked = false;
    }
  }
}

const isChoice = ({ type }) => type === "radio" || type === "checkbox";
