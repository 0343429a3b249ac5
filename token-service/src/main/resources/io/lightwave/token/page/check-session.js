addEventListener("message", async event => {
  const [clientId, sessionState, ...more] = typeof event.data === "string" ? event.data.split(" ") : [];
  const [hash, salt] = (sessionState ?? "").split(".");
  const answer = status => event.source.postMessage(status, event.origin);
  if (!clientId || !hash || !salt || more.length > 0) {
    return answer("error");
  }
  const prefix = document.documentElement.dataset.cookie + "=";
  const cookie = document.cookie.split("; ").find(each => each.startsWith(prefix));
  const state = cookie === undefined ? "" : cookie.slice(prefix.length);
  const text = new TextEncoder().encode([clientId, event.origin, state, salt].join(" "));
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  const now = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  answer(now === hash ? "unchanged" : "changed");
});
