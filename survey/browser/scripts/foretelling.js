// Foretells again what would be withheld, as soon as an expectation changes.
const PAUSE = 400;
const expected = document.querySelector("[data-foretelling]");
let waiting = 0;

async function foretell() {
  const form = expected.closest("form");
  const filled = new FormData(form);
  filled.set("go", "look");
  const reply = await fetch(form.action, { method: "POST", body: filled }).catch(() => null);
  if (!reply || !reply.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const [told, shown] = [page, document].map((one) => one.querySelector("[data-foretold] [role=status]"));
  if (told && shown) {
    shown.replaceChildren(...document.adoptNode(told).childNodes);
  }
}

if (expected) {
  expected.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(foretell, PAUSE);
  });
}
