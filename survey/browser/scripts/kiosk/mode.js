// Whether this device is a kiosk, which many people use one after another. It is switched
// on with a number (PIN) that its staff choose, and off with the same number; only a
// salted hash of it is kept, and only here.
import { equal, fromHex, toHex, utf8 } from "../protocol/bytes.js";
import { random } from "../protocol/digest.js";

const NAME = "shudarga.kiosk";
const ROUNDS = 200000;

export function kiosk() {
  try {
    return JSON.parse(window.localStorage.getItem(NAME));
  } catch (error) {
    return null;
  }
}

export async function switchOn(pin) {
  const salt = random(16);
  keep({ salt: toHex(salt), hash: toHex(await hash(pin, salt)), answers: 0 });
}

// Says whether the number was right; then the device is an ordinary one again.
export async function switchOff(pin) {
  const right = await opens(pin);
  if (right) {
    window.localStorage.removeItem(NAME);
  }
  return right;
}

export async function opens(pin) {
  const { salt, hash: wanted } = kiosk();
  return equal(await hash(pin, fromHex(salt)), fromHex(wanted));
}

export function countOne() {
  const known = kiosk();
  keep({ ...known, answers: known.answers + 1 });
}

const keep = (state) => window.localStorage.setItem(NAME, JSON.stringify(state));

async function hash(pin, salt) {
  const kind = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  const key = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits(kind, key, 256));
}
