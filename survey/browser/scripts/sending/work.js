// Has the work for an answer by poster done while its person still reads. A challenge is
// good for half an hour and for one answer; later, or a second time, another is asked for.
import { solve } from "../protocol/work.js";
import { post } from "./exchange.js";

const GOOD_FOR = 25 * 60 * 1000;
let ahead = null;

export function begin(keyId) {
  const payload = post("/answers/challenge", { key_id: keyId }).then(solve);
  ahead = { keyId, payload, until: Date.now() + GOOD_FOR };
  payload.catch(() => {}); // Whoever takes it is told.
}

// Returns work that no answer was sent with yet.
export async function take(keyId) {
  const ready = ahead;
  ahead = null;
  if (ready && ready.keyId === keyId && Date.now() < ready.until) {
    try {
      return await ready.payload;
    } catch (error) {
      // The net was away then; now it may be back.
    }
  }
  return solve(await post("/answers/challenge", { key_id: keyId }));
}
