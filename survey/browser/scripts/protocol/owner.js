// The key pair of one token: P-256, drawn for this one use, kept as 32 and 65 bytes.
import { concat, fromBase64url, toBase64url } from "./bytes.js";

const KIND = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };

export async function newOwner() {
  const pair = await crypto.subtle.generateKey(KIND, true, ["sign", "verify"]);
  const { d, x, y } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const [secret, ...point] = [d, x, y].map(fromBase64url);
  return { secret, point: concat(Uint8Array.of(4), ...point) };
}

// Returns raw r‖s of 64 bytes.
export async function signAsOwner(owner, message) {
  const key = await importOwner(owner);
  return new Uint8Array(await crypto.subtle.sign(SIGNING, key, message));
}

export async function ownerFits(owner) {
  const probe = Uint8Array.of(1);
  try {
    const signature = await signAsOwner(owner, probe);
    const key = await crypto.subtle.importKey("raw", owner.point, KIND, false, ["verify"]);
    return await crypto.subtle.verify(SIGNING, key, signature, probe);
  } catch (error) {
    return false;
  }
}

function importOwner({ secret, point }) {
  const [d, x, y] = [secret, point.slice(1, 33), point.slice(33)].map(toBase64url);
  const jwk = { kty: "EC", crv: "P-256", d, x, y };
  return crypto.subtle.importKey("jwk", jwk, KIND, false, ["sign"]);
}
