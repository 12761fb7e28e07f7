// Notices that somebody went away: asks first, so that a slow reader can stay, and begins
// anew when nobody presses anything.
const ASKED_AFTER = 40000;
const GONE_AFTER = 20000;
// What only somebody does: a page may scroll by itself when it asks.
const SIGNS = ["pointerdown", "keydown", "input", "wheel"];

export function whenIdle({ ask, begun, leave }) {
  let timer = 0;
  const wait = (milliseconds, act) => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  };
  const gone = () => {
    ask(false);
    leave();
    watch();
  };
  const doubt = () => {
    if (begun()) {
      ask(true);
    }
    wait(GONE_AFTER, gone);
  };
  const watch = () => {
    ask(false);
    wait(ASKED_AFTER, doubt);
  };
  for (const sign of SIGNS) {
    document.addEventListener(sign, watch, { capture: true, passive: true });
  }
  watch();
}
