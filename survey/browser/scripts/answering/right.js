// Finds what lets a person answer here: a token that this browser holds, the code of a
// slip that this tab was opened with, or a poster, which lets everybody. And an answer
// that was sealed before and waits.
import { heldTokens } from "../keeping/tokens.js";
import { recall, remember } from "../keeping/tab.js";
import * as vault from "../keeping/vault.js";
import { toHex } from "../protocol/bytes.js";
import { random, sha256 } from "../protocol/digest.js";
import { check, digestOf, keyIdOf } from "../protocol/token.js";

const SEALED = "sealed/";

export async function findRight({ survey, key_id: keyId, channel }) {
  if (channel === "poster") {
    return byPoster(`${survey}/${keyId}`, keyId);
  }
  const slip = recall("slip");
  if (slip && slip.survey === survey && slip.keyId === keyId) {
    const mark = toHex(await sha256("shudarga/1/kept", slip.code));
    const pins = [slip.pin, slip.digest].filter(Boolean);
    return { slip, pins, pinned: Boolean(slip.pin), id: SEALED + mark };
  }
  const tokens = await heldTokens();
  const token = tokens.find((one) => one.survey === survey && keyIdOf(one) === keyId);
  if (!token) {
    return null;
  }
  const id = token.id.replace(/^token\//, SEALED);
  return { token, pins: [digestOf(token)], pinned: true, id };
}

// One tab sends one answer, however often it is loaded again: its name stays.
function byPoster(place, keyId) {
  const mark = recall(`poster/${place}`) || toHex(random(16));
  remember(`poster/${place}`, mark);
  return { poster: { keyId }, pins: [], pinned: true, id: SEALED + mark };
}

export async function demandSound(right, manifest) {
  if (right.token) {
    await check(right.token, manifest);
  }
}

// An answer that waits, of this person; without a right of one's own, any of this group.
export async function findWaiting({ survey, key_id: keyId }, right) {
  if (right && !right.poster) {
    return vault.find(right.id);
  }
  const kept = await vault.all();
  return kept.find(
    (one) => one.id.startsWith(SEALED) && one.survey === survey && one.keyId === keyId,
  );
}
