// Whether this browser can do what the protocol asks of it.
export function fit() {
  const secure = window.isSecureContext && window.crypto && window.crypto.subtle;
  return Boolean(secure && window.indexedDB && typeof BigInt === "function");
}
