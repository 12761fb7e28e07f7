// Shows again how far the work of a page is, every few seconds, until it has ended.
const PAUSE = 3000;
const SLOW = 60000;

async function look() {
  const shown = document.querySelector("[data-live]");
  if (!shown || shown.hasAttribute("data-ended")) {
    return;
  }
  const reply = await fetch(location.href).catch(() => null);
  if (reply && reply.ok && !reply.redirected) {
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const now = page.querySelector("[data-live]");
    if (!now || now.hasAttribute("data-ended")) {
      location.reload();
      return;
    }
    shown.replaceWith(document.adoptNode(now));
  }
  wait();
}

function wait() {
  const shown = document.querySelector("[data-live]");
  setTimeout(look, shown && shown.dataset.live === "slow" ? SLOW : PAUSE);
}

wait();
