// Passkeys in the browser: makes one, or lets one answer, and sends the form it stands in.
// A form says what it wants by data-passkey: "sign-in" (asks the server what to sign), "confirm" or "make" (the page knows).

const able = Boolean(window.PublicKeyCredential && navigator.credentials);
const failed = document.querySelector("[data-passkey-failed]");

const toBytes = (text) => {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64.padEnd(Math.ceil(base64.length / 4) * 4, "=")), (each) => each.charCodeAt(0));
};
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (listed) => (listed ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

function readable({ publicKey }) {
  const asked = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: toBytes(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = known(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = known(asked.allowCredentials);
  return { publicKey: asked };
}

function sendable(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = toText(made.response[name]);
  }
  if (made.response.getTransports) response.transports = made.response.getTransports();
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: made.getClientExtensionResults(),
    response,
  };
}

async function asked(form) {
  if (form.dataset.passkey !== "sign-in") return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).request_options;
}

async function use(form) {
  failed.hidden = true;
  try {
    const options = await asked(form);
    const wanted = readable(options.creation_options ?? options.request_options ?? options);
    const made = form.dataset.passkey === "make" ? await navigator.credentials.create(wanted) : await navigator.credentials.get(wanted);
    form.elements.credential.value = JSON.stringify(sendable(made));
    form.submit();
  } catch {
    failed.hidden = false; // also when the person chose to cancel: both leave them here, with the other ways
  }
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.hidden = !able;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    use(form);
  });
}
const none = document.querySelector("[data-passkey-none]");
if (none) none.hidden = able;
