const read = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), each => each.charCodeAt(0));
const write = buffer =>
  btoa(Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const parse = options => ({
  ...options,
  challenge: read(options.challenge),
  ...(options.user && { user: { ...options.user, id: read(options.user.id) } }),
  ...(options.allowCredentials && { allowCredentials: options.allowCredentials.map(each => ({ ...each, id: read(each.id) })) }),
  ...(options.excludeCredentials && { excludeCredentials: options.excludeCredentials.map(each => ({ ...each, id: read(each.id) })) }),
});

const form = document.getElementById("passkey-form");
const error = document.getElementById("passkey-error");

const options = async () => {
  if (form.dataset.options) {
    return parse(JSON.parse(form.dataset.options));
  }
  const answer = await fetch(form.action + "/options", { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) {
    throw new Error("no options");
  }
  return parse(await answer.json());
};

const send = fields => {
  for (const [name, value] of Object.entries(fields)) {
    form.elements.namedItem(name).value = value;
  }
  form.submit();
};

const create = async () => {
  const made = await navigator.credentials.create({ publicKey: await options() });
  send({
    "attestation": write(made.response.attestationObject),
    "client-data": write(made.response.clientDataJSON),
    "transports": (made.response.getTransports?.() ?? []).join(","),
  });
};

const prove = async more => {
  const shown = await navigator.credentials.get({ publicKey: await options(), ...more });
  send({
    "credential": write(shown.rawId),
    "client-data": write(shown.response.clientDataJSON),
    "authenticator-data": write(shown.response.authenticatorData),
    "signature": write(shown.response.signature),
    "user-handle": shown.response.userHandle ? write(shown.response.userHandle) : "",
  });
};

let waiting = new AbortController();

const ask = async event => {
  event.preventDefault();
  error.hidden = true;
  waiting.abort();
  waiting = new AbortController();
  try {
    await (form.dataset.create ? create() : prove({ signal: waiting.signal }));
  } catch (failed) {
    error.hidden = failed.name === "AbortError";
  }
};

// among what the browser offers in the field of the user name
const offer = async () => {
  if (await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    await prove({ mediation: "conditional", signal: waiting.signal });
  }
};

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", ask);
  if (form.dataset.conditional) {
    offer().catch(() => {}); // the button is still there
  }
}
