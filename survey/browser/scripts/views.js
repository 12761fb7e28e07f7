// Shows one state of a page at a time. All words stand in the page; scripts only choose.
import { Refusal } from "./refusal.js";

export const root = () => document.querySelector("main");

export const one = (selector, within = root()) => within.querySelector(selector);

export const each = (selector, within = root()) => [...within.querySelectorAll(selector)];

export function show(name, { focus = true } = {}) {
  for (const view of each("[data-view]")) {
    view.hidden = view.dataset.view !== name;
  }
  const headings = each(`[data-view="${name}"] h1`);
  const heading = headings.find((one) => !one.closest("[hidden]"));
  if (heading) {
    document.title = document.title.replace(/^.*(?= – )/, heading.textContent.trim());
    if (focus) {
      heading.tabIndex = -1;
      heading.focus();
    }
  }
}

// Says in words why it goes no further; what is not a refusal is a fault of ours.
export function refuse(error) {
  const word = error instanceof Refusal ? error.word : "broken";
  if (word === "broken") {
    console.error(error);
  }
  const known = one(`[data-refusal="${word}"]`) ? word : "broken";
  for (const refusal of each("[data-refusal]")) {
    refusal.hidden = refusal.dataset.refusal !== known;
  }
  show("refused");
}

export function fill(values, within = root()) {
  for (const [name, value] of Object.entries(values)) {
    for (const place of each(`[data-fill="${name}"]`, within)) {
      place.textContent = value;
    }
  }
}

// The page that says who can learn what of a survey stands at this origin too.
export function leadToTrust(survey) {
  for (const link of each("[data-trust-page]")) {
    link.href = `/${document.documentElement.lang}/surveys/${survey}/trust`;
  }
}

// A second click, while the first is at work, does nothing.
export function onPress(go, act, within = root()) {
  let busy = false;
  for (const button of each(`[data-go="${go}"]`, within)) {
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      if (busy) {
        return;
      }
      busy = true;
      try {
        await act(button);
      } catch (error) {
        refuse(error);
      } finally {
        busy = false;
      }
    });
  }
}
