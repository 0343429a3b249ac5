// Signs people in by npm's oidc-provider, with its default settings and pages, and out again from either side.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import Provider from "oidc-provider";

const { ISSUER, API, OPERATOR, PROVIDER_HOST, PROVIDER_PORT, PROVIDER_KEY, PROVIDER_CERTIFICATE } = process.env;
const there = `https://${PROVIDER_HOST}:${PROVIDER_PORT}`;
const CLIENT = { client_id: "lightwave", client_secret: "a secret of both sides" };

/** Keeps the cookies of every origin, by path, and follows every redirect: also those that a page asks for. */
class Browser {
  #cookies = new Map();

  async go(to, init = {}) {
    let url = new URL(to);
    let request = init;
    for (let i = 0; i < 20; i++) {
      const response = await fetch(url, { ...request, redirect: "manual", headers: { ...request.headers, cookie: this.#cookiesFor(url) } });
      response.headers.getSetCookie().forEach(line => this.#keep(url, line));
      const next = response.headers.get("location") ?? /^\d+; ?url=(.*)$/i.exec(response.headers.get("refresh") ?? "")?.[1];
      const page = await response.text();
      if (!next) {
        return { url, page, status: response.status };
      }
      url = new URL(next, url);
      request = {};
    }
    throw new Error(`too many redirects: ${url}`);
  }

  /** Sends a form of the page with these values beside what stands in it. */
  submit({ url, page }, form, values = {}) {
    const [, attributes, body] = [...page.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)].find(([whole]) => whole.includes(form)) ?? assert.fail(`no ${form} on ${url}:\n${page}`);
    const fields = {};
    for (const [input] of body.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      fields[/ name="([^"]*)"/.exec(input)[1]] = plain(/ value="([^"]*)"/.exec(input)?.[1] ?? "");
    }
    const action = new URL(plain(/ action="([^"]*)"/.exec(attributes)[1]), url);
    return this.go(action, {
      method: "POST",
      headers: { origin: url.origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ ...fields, ...values }).toString(),
    });
  }

  #keep(url, line) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    const path = /; *path=([^;]*)/i.exec(line)?.[1] ?? "/";
    const key = `${url.host} ${path} ${name}`;
    const over = /max-age=0/i.test(line) || new Date(/; *expires=([^;]*)/i.exec(line)?.[1] ?? "2100-01-01") < new Date();
    if (over) {
      this.#cookies.delete(key);
    } else {
      this.#cookies.set(key, { host: url.host, path, pair: `${name}=${value}` });
    }
  }

  #cookiesFor(url) {
    const here = [...this.#cookies.values()].filter(({ host, path }) => host === url.host && url.pathname.startsWith(path));
    return here.map(({ pair }) => pair).join("; ");
  }
}

const plain = text => text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

async function register() {
  const response = await fetch(`${API}identity-providers`, {
    method: "POST",
    headers: { authorization: OPERATOR, "content-type": "application/json" },
    body: JSON.stringify({
      name: "elsewhere",
      displayName: "Elsewhere Ltd",
      issuer: there,
      clientId: CLIENT.client_id,
      clientSecret: CLIENT.client_secret,
      userNameClaim: "sub",
      justInTime: true,
    }),
  });
  const body = await response.text();
  assert.equal(response.status, 201, body);
  return JSON.parse(body);
}

function startProvider({ id, redirectUri }) {
  const provider = new Provider(there, {
    clients: [
      {
        ...CLIENT,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [`${ISSUER}/login/signed-out/${id}`],
        backchannel_logout_uri: `${ISSUER}/login/backchannel-logout/${id}`,
        backchannel_logout_session_required: true,
      },
    ],
    features: { backchannelLogout: { enabled: true } },
    // it reaches no address of one's own machine by itself, where this test stands
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  });
  const failures = [];
  provider.on("server_error", (_, error) => failures.push(error.stack));
  provider.on("backchannel.error", (_, error) => failures.push(error.stack));
  const server = createServer({ key: readFileSync(PROVIDER_KEY), cert: readFileSync(PROVIDER_CERTIFICATE) }, provider.callback());
  return new Promise(resolve => server.listen(Number(PROVIDER_PORT), PROVIDER_HOST, () => resolve({ server, failures })));
}

/** Signs somebody in, by a button here and by the pages there. */
async function signIn(browser, name) {
  const form = await browser.go(`${ISSUER}/login?account`);
  const login = await browser.submit(form, 'id="provider-form"', { provider: "elsewhere" });
  assert.equal(login.url.origin, there, login.page);
  const consent = await browser.submit(login, 'name="login"', { login: name, password: "any" });
  const arrived = await browser.submit(consent, 'value="consent"');
  assert.ok(isAccountOf(arrived, name), `${arrived.url}: ${arrived.page}`);
}

const isAccountOf = ({ page }, name) => page.includes(`id="account-name">${name}<`);
const account = browser => browser.go(`${ISSUER}/account`);

/** Says yes to the question there, and comes back to wherever that leads. */
const confirm = (browser, question) => browser.submit(question, 'id="op.logoutForm"', { logout: "yes" });

const { server, failures } = await startProvider(await register());
try {
  const carol = new Browser();
  await signIn(carol, "carol");
  const question = await carol.submit(await account(carol), 'id="sign-out-form"');
  assert.equal(question.url.origin, there, question.page);
  const out = await confirm(carol, question);
  assert.ok(out.url.href.startsWith(`${ISSUER}/login/signed-out/`), `${out.url}: ${out.page}`);
  assert.match(out.page, /You are signed out/);
  assert.ok(!isAccountOf(await account(carol), "carol"));
  const again = await carol.submit(await carol.go(`${ISSUER}/login?account`), 'id="provider-form"', { provider: "elsewhere" });
  assert.match(again.page, /name="login"/, "there the session has ended too");
  console.log("held: in by the provider, out at both");

  const telephone = new Browser();
  const laptop = new Browser();
  await signIn(telephone, "dora");
  await signIn(laptop, "dora");
  await confirm(telephone, await telephone.go(`${there}/session/end`));
  assert.ok(!isAccountOf(await account(telephone), "dora"), "ended by the provider's logout token");
  assert.ok(isAccountOf(await account(laptop), "dora"), "a session of another browser goes on");
  console.log("held: out at the provider, so out here, in that browser only");

  assert.deepEqual(failures, []);
} finally {
  server.close();
  server.closeAllConnections();
}
