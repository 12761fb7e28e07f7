// Asks the device for a passkey, and sends what it signed with the form of the page.
const form = document.querySelector("[data-passkey]");
const refused = document.querySelector("[data-refused]");

function bytes(text) {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function created(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  const { response } = made;
  return {
    ...shared(made),
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports ? response.getTransports() : [],
    },
    extensions: JSON.stringify(made.getClientExtensionResults()),
  };
}

async function signed(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: named(options.allowCredentials),
  };
  const given = await navigator.credentials.get({ publicKey });
  const { response } = given;
  return {
    ...shared(given),
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

const shared = ({ id, rawId, type }) => ({ id, rawId: text(rawId), type });

async function ask() {
  refused.hidden = true;
  try {
    const options = JSON.parse(form.dataset.options);
    const given = await (form.dataset.passkey === "create" ? created : signed)(options);
    form.elements.credential.value = JSON.stringify(given);
  } catch {
    refused.hidden = false; // The officer said no, or the device has no passkey.
    return;
  }
  form.submit();
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  ask();
}
