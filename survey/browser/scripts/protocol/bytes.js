// Bytes and the three ways in which the protocol writes them: hex, base64url, UTF-8.
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

export const utf8 = (text) => new TextEncoder().encode(text);

export const toText = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

export const equal = (one, other) =>
  one.length === other.length && one.every((byte, place) => byte === other[place]);

export const toHex = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) {
    throw new TypeError("not hexadecimal");
  }
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export function toBase64url(bytes) {
  const pieces = [];
  for (let start = 0; start < bytes.length; start += 3072) {
    pieces.push(toBase64(bytes.subarray(start, start + 3072)));
  }
  return pieces.join("").replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) {
    throw new TypeError("not base64url");
  }
  return fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));
}
