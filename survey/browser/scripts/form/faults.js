// Says what is wrong on a step: a summary that takes the focus, and words at each field.
import { each, one } from "../views.js";
import { cleanText, letters } from "./answers.js";
import { fieldsOf } from "./fields.js";

export function faultsOf(step, draft) {
  return step.items.map((item) => ({ item, words: wrong(item, draft) })).filter(({ words }) => words);
}

function wrong(item, draft) {
  const chosen = draft[item.name] || [];
  const text = cleanText(chosen.join("\n"));
  if (item.required && !text) {
    return item.errors.required;
  }
  return item.type === "text" && letters(text) > item.limit ? item.errors.limit : "";
}

export function clear(page) {
  const place = one("[data-errors]", page);
  place.replaceChildren();
  place.hidden = true;
  for (const message of each(".govuk-error-message:not(.govuk-character-count__status)", page)) {
    message.remove();
  }
  for (const group of each(".govuk-form-group--error", page)) {
    group.classList.remove("govuk-form-group--error");
  }
  for (const field of each("[aria-invalid]", page)) {
    field.removeAttribute("aria-invalid");
  }
}

export function tell(page, faults) {
  clear(page);
  const summary = template(page, "error-summary");
  const list = one(".govuk-error-summary__list", summary);
  list.replaceChildren();
  for (const { item, words } of faults) {
    const [field] = fieldsOf(item, page);
    list.append(line(words, field));
    mark(page, item, words, field);
  }
  const place = one("[data-errors]", page);
  place.append(summary);
  place.hidden = false;
  const shown = place.firstElementChild;
  shown.tabIndex = -1;
  shown.focus();
}

function line(words, field) {
  const link = document.createElement("a");
  link.href = `#${field.id}`;
  link.textContent = words;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    field.focus();
  });
  const entry = document.createElement("li");
  entry.append(link);
  return entry;
}

function mark(page, item, words, field) {
  const group = one(`[data-item="${item.name}"] .govuk-form-group`, page);
  const message = template(page, "error-message");
  const shown = message.firstElementChild;
  shown.id = `item-${item.name}-error`;
  one("[data-text]", message).textContent = words;
  group.classList.add("govuk-form-group--error");
  const before = one(".govuk-radios, .govuk-checkboxes, textarea", group);
  before.before(message);
  const described = field.closest("fieldset") || field;
  const others = (described.getAttribute("aria-describedby") || "").split(" ");
  const ids = [...others.filter((id) => id && id !== shown.id), shown.id];
  described.setAttribute("aria-describedby", ids.join(" "));
  if (field.tagName === "TEXTAREA") {
    field.setAttribute("aria-invalid", "true");
  }
}

export const template = (page, name) =>
  one(`[data-template="${name}"]`, page).content.cloneNode(true);
