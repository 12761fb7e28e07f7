// Reads a manifest only if it is the one that was promised, and its keys are sound.
// Its digest stands on cards and invitations: who gets another manifest gets no answer.
import { demand } from "../refusal.js";
import { fetchBytes } from "../sending/exchange.js";
import { fromHex, toHex, toText } from "./bytes.js";
import { canonical } from "./canonical.js";
import { sha256 } from "./digest.js";

export const TOKEN_KEY_BITS = 3072;
const SUITE = "X-Wing, HKDF-SHA256, AES-256-GCM";
const PUBLIC_EXPONENT = "AQAB"; // 65537
const PINNED_LETTERS = 32;

// `pins` are digests, or their first half, that others told; each must fit.
export async function fetchManifest(survey, pins) {
  const bytes = await fetchBytes(`/surveys/${encodeURIComponent(survey)}/manifest.json`);
  return readManifest(bytes, survey, pins);
}

export async function readManifest(bytes, survey, pins) {
  const digest = toHex(await sha256(bytes));
  for (const pin of pins) {
    demand(pin.length >= PINNED_LETTERS && digest.startsWith(pin), "manifest-changed");
  }
  const text = toText(bytes);
  const manifest = JSON.parse(text);
  const sound = canonical(manifest) === text && manifest.format === "shudarga/1/manifest";
  demand(sound && manifest.survey === survey && manifest.suite === SUITE, "manifest-unsound");
  return { ...manifest, digest };
}

export function groupOf(manifest, keyId) {
  const groups = manifest.groups.filter((group) => group.key_id === keyId);
  demand(groups.length === 1, "group-unknown");
  return groups[0];
}

// Everybody of a group is given the same key: a key per person would be a name.
export async function tokenKey(group) {
  demand(group.channel === "blind" && group.token_key !== null, "group-unknown");
  const spki = fromHex(group.token_key);
  demand(toHex(await sha256(spki)) === group.key_id, "key-unsound");
  const kind = { name: "RSA-PSS", hash: "SHA-384" };
  // blindrsa-ts takes the numbers of the key out of it.
  const key = await crypto.subtle.importKey("spki", spki, kind, true, ["verify"]);
  const { e } = await crypto.subtle.exportKey("jwk", key);
  const sound = e === PUBLIC_EXPONENT && key.algorithm.modulusLength === TOKEN_KEY_BITS;
  demand(sound, "key-unsound");
  return key;
}
