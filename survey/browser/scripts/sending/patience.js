// Tries again until there is an answer: after ever longer pauses, at once when the phone
// is back on the net or its person asks for it.
import { Unreachable } from "./exchange.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60000;

export async function untilAnswered(attempt, { onWaiting, again }) {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    let reason;
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Unreachable)) {
        throw error;
      }
      reason = error;
    }
    onWaiting(reason);
    await rest(pause * (0.5 + Math.random()), again);
  }
}

function rest(milliseconds, again) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      window.removeEventListener("online", go);
      if (again) {
        again.removeEventListener("click", go);
      }
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    window.addEventListener("online", go);
    if (again) {
      again.addEventListener("click", go);
    }
  });
}
