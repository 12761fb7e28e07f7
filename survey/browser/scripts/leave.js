// Leaves quickly: what was shown is covered at once, and what was chosen or written stays
// neither in the fields, which a browser may fill again, nor in this tab, nor in the history.
export function leaveWithoutTrace(document, window) {
  const link = document.querySelector("[data-leave]");
  link?.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    for (const field of document.querySelectorAll("input, textarea")) {
      field.checked = false;
      field.value = "";
    }
    try {
      window.sessionStorage.clear();
    } catch (error) {
      // A browser that keeps nothing.
    }
    window.location.replace(link.href);
  });
}
