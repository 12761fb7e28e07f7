// The receipt: the leaf by which a person finds their answer on the public list, and the
// board's signed promise of it, as far as this browser can check that.
import { each, one } from "../views.js";

const groups = (text) => text.replace(/.{4}(?=.)/g, "$& ");

export function showReceipt(page, { leaf, promise, trust }) {
  const place = one("[data-receipt]", page);
  place.textContent = groups(leaf);
  place.dataset.receipt = leaf;
  one("[data-promise]", page).textContent = groups(promise);
  one("[data-promised]", page).hidden = promise === "";
  for (const words of each("[data-trust]", page)) {
    words.hidden = words.dataset.trust !== trust;
  }
}

export function receiptFile({ leaf, promise }) {
  const template = one("[data-receipt-file]");
  const lines = each("p", template.content).map((line) => line.textContent);
  const filled = lines.map((line) => line.replace("{receipt}", leaf).replace("{promise}", promise || "–"));
  return `${filled.join("\r\n")}\r\n`;
}
