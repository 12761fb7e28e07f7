// Finds what lets a person answer here: a token that this browser holds, or the code of a
// slip that this tab was opened with. And an answer that was sealed before and waits.
import { heldTokens } from "../keeping/tokens.js";
import { recall } from "../keeping/tab.js";
import * as vault from "../keeping/vault.js";
import { toHex } from "../protocol/bytes.js";
import { sha256 } from "../protocol/digest.js";
import { check, digestOf, keyIdOf } from "../protocol/token.js";

const SEALED = "sealed/";

export async function findRight({ survey, key_id: keyId }) {
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

export async function demandSound(right, manifest) {
  if (right.token) {
    await check(right.token, manifest);
  }
}

// An answer that waits, of this person; without a right at hand, any of this group.
export async function findWaiting({ survey, key_id: keyId }, right) {
  if (right) {
    return vault.find(right.id);
  }
  const kept = await vault.all();
  return kept.find(
    (one) => one.id.startsWith(SEALED) && one.survey === survey && one.keyId === keyId,
  );
}
