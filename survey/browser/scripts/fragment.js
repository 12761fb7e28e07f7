// Takes what an address carries behind its # and removes it from the address bar and the
// history at once. Browsers send no fragment to a server.
export const CODE = /^[^.]{10,80}(\.[0-9a-f]{32,64})?$/;
export const TOKEN = /^[A-Za-z0-9_-]{100,}$/;

// A fragment that only leads to a place of the page, such as #main, is left alone.
export function takeFragment(pattern) {
  const { hash, pathname, search } = window.location;
  const text = decoded(hash.slice(1));
  if (!pattern.test(text)) {
    return "";
  }
  window.history.replaceState(null, "", pathname + search);
  return text;
}

// Splits "CODE" or "CODE.DIGEST", as cards and invitations have them.
export function splitCode(text) {
  const [code, digest] = CODE.test(text) ? text.split(".") : [];
  return code ? { code, digest: digest || "" } : null;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return "";
  }
}
