// Leaves quickly: what was shown is covered at once and does not stay in the history.
export function leaveWithoutTrace(document, window) {
  const link = document.querySelector("[data-leave]");
  link?.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    window.location.replace(link.href);
  });
}
