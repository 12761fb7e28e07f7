// SHA-256, and random bytes, from the browser itself.
import { concat, utf8 } from "./bytes.js";

export async function sha256(...parts) {
  const bytes = parts.map((part) => (typeof part === "string" ? utf8(part) : part));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...bytes)));
}

export const random = (length) => crypto.getRandomValues(new Uint8Array(length));
