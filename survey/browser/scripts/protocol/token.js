// A finished token: what is inside it, whether it is sound, and its text, in which it
// moves between pages, devices, files and QR codes. It never goes to a server as text.
import { demand } from "../refusal.js";
import { concat, equal, fromBase64url, toBase64url, toHex, toText, utf8 } from "./bytes.js";
import { groupOf, tokenKey } from "./manifest.js";
import { ownerFits } from "./owner.js";

const VERSION = 1;
const CONTEXT = utf8("shudarga/1/token");
const PREFIX = 32;
const DIGEST = PREFIX + CONTEXT.length;
const KEY_ID = DIGEST + 32;
const POINT = KEY_ID + 32;
const END = POINT + 65;
const SECRET = 32;
const SIGNATURE = 384;
const SALT = 48;
const WRITTEN = END - CONTEXT.length + SECRET + SIGNATURE + 1;
const TEXT = /[A-Za-z0-9_-]{760,900}/;

export const digestOf = ({ prepared }) => toHex(prepared.slice(DIGEST, KEY_ID));

export const keyIdOf = ({ prepared }) => toHex(prepared.slice(KEY_ID, POINT));

export const ownerOf = ({ prepared, secret }) => ({ secret, point: prepared.slice(POINT, END) });

export function write({ survey, prepared, secret, signature }) {
  const parts = [prepared.slice(0, PREFIX), prepared.slice(DIGEST), secret, signature];
  return toBase64url(concat(Uint8Array.of(VERSION), ...parts, utf8(survey)));
}

// Finds a token in the text of a file or an address.
export function read(text) {
  const found = TEXT.exec(text);
  demand(found, "token-unreadable");
  const bytes = fromBase64url(found[0]);
  demand(bytes[0] === VERSION && bytes.length > WRITTEN, "token-unreadable");
  const cut = (from, length) => bytes.slice(from, from + length);
  const rest = END - DIGEST;
  const secretPlace = 1 + PREFIX + rest;
  return {
    survey: toText(bytes.slice(WRITTEN)),
    prepared: concat(cut(1, PREFIX), CONTEXT, cut(1 + PREFIX, rest)),
    secret: cut(secretPlace, SECRET),
    signature: cut(secretPlace + SECRET, SIGNATURE),
  };
}

// Says for which group a token is; refuses one that would be refused when answering.
export async function check(token, manifest) {
  demand(equal(token.prepared.slice(PREFIX, DIGEST), CONTEXT), "token-unsound");
  const group = groupOf(manifest, keyIdOf(token));
  const key = await tokenKey(group);
  const kind = { name: "RSA-PSS", saltLength: SALT };
  const signed = await crypto.subtle.verify(kind, key, token.signature, token.prepared);
  demand(signed && (await ownerFits(ownerOf(token))), "token-unsound");
  return group;
}
