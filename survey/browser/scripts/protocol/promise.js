// Ed25519 signatures of the board. Older browsers do not know them: then nobody here
// can say, and the page says that instead of guessing.
import { concat, utf8 } from "./bytes.js";

export const KEPT = "signed";
export const BROKEN = "forged";
export const UNKNOWN = "unknown";

export const checkPromise = (boardKey, leaf, promise) =>
  checkSignature(boardKey, concat(utf8("shudarga/1/promise"), leaf), promise);

export async function checkSignature(publicKey, message, signature) {
  try {
    const kind = { name: "Ed25519" };
    const key = await crypto.subtle.importKey("raw", publicKey, kind, false, ["verify"]);
    const signed = await crypto.subtle.verify(kind, key, signature, message);
    return signed ? KEPT : BROKEN;
  } catch (error) {
    return UNKNOWN;
  }
}
