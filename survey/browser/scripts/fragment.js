// Takes what an address carries behind its # and removes it from the address bar and the
// history at once. Browsers send no fragment to a server.
export function takeFragment() {
  const { hash, pathname, search } = window.location;
  if (!hash) {
    return "";
  }
  window.history.replaceState(null, "", pathname + search);
  try {
    return decodeURIComponent(hash.slice(1));
  } catch (error) {
    return "";
  }
}

// Splits "CODE" or "CODE.DIGEST", as cards and invitations have them.
export function splitCode(text) {
  const [, code, digest] = /^([^.]*)(?:\.([0-9a-f]{32,64}))?$/.exec(text) || [];
  return code ? { code, digest: digest || "" } : null;
}
