// The work that an answer by poster costs its phone: an ALTCHA challenge. A counter is
// looked for whose key, by PBKDF2, begins with what the challenge asks for.
import { concat, fromHex, toBase64, toHex, utf8 } from "./bytes.js";

const ALGORITHM = "PBKDF2/SHA-256";

// Returns the challenge with its solution, as the collector reads it. It takes a while,
// most of it outside the thread that draws the page.
export async function solve(challenge) {
  const { algorithm, nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  if (algorithm !== ALGORITHM) {
    throw new TypeError("unknown work");
  }
  const kind = { name: "PBKDF2", hash: "SHA-256", salt: fromHex(salt), iterations: cost };
  for (let counter = 0; ; counter += 1) {
    const password = concat(fromHex(nonce), bigEndian(counter));
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derived = toHex(new Uint8Array(await crypto.subtle.deriveBits(kind, key, keyLength * 8)));
    if (derived.startsWith(keyPrefix)) {
      const solution = { counter, derivedKey: derived };
      return toBase64(utf8(JSON.stringify({ challenge, solution })));
    }
  }
}

function bigEndian(number) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}
