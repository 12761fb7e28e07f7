// Brings the code of a slip's QR code from the address into its field. Browsers
// send no fragment to a server, and here it also leaves the address bar and the
// history at once, so that nobody reads it over a shoulder or later.
const CODE = /^#[0-9\p{L}%-]{10,120}$/u;

export function takeCodeFromAddress(document, window) {
  const field = document.querySelector("[data-code-field]");
  if (field) {
    take(field, window);
    window.addEventListener("hashchange", () => take(field, window));
  }
}

function take(field, window) {
  const { hash, pathname, search } = window.location;
  if (!CODE.test(hash)) {
    return;
  }
  window.history.replaceState(null, "", pathname + search);
  try {
    field.value = decodeURIComponent(hash.slice(1));
  } catch {
    return; // A damaged address: the person types the code instead.
  }
  field.form.querySelector("[data-code-read]").removeAttribute("hidden");
}
