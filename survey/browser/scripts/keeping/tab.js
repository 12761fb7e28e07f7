// What only this tab remembers, until it is closed: a code, a draft, a receipt.
export function recall(name) {
  try {
    return JSON.parse(window.sessionStorage.getItem(`shudarga.${name}`));
  } catch (error) {
    return null;
  }
}

export function remember(name, value) {
  try {
    window.sessionStorage.setItem(`shudarga.${name}`, JSON.stringify(value));
    return true;
  } catch (error) {
    return false; // A browser that keeps nothing: what is on the screen still works.
  }
}

export function forget(name) {
  try {
    window.sessionStorage.removeItem(`shudarga.${name}`);
  } catch (error) {
    // There was nothing to forget.
  }
}

// Leaves nothing of somebody who used this tab before.
export function forgetOthers(kind, name) {
  for (const key of Object.keys(window.sessionStorage)) {
    if (key.startsWith(`shudarga.${kind}/`) && key !== `shudarga.${name}`) {
      window.sessionStorage.removeItem(key);
    }
  }
}
