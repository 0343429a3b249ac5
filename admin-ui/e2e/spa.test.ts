import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { required, startBrowser } from './browser.ts';

const issuer = required('LIGHTWAVE_ISSUER');
const server = new URL(issuer).origin;
const user = required('LIGHTWAVE_USER');
const password = required('LIGHTWAVE_PASSWORD');
const clientId = required('LIGHTWAVE_CLIENT');
const origin = required('LIGHTWAVE_ORIGIN');
const stranger = required('LIGHTWAVE_STRANGER');

let browser: Browser;
const servers: Server[] = [];

/** What the page of a single-page application does: everything by its own scripts, nothing by a server of its own. */
const application = `
  const base64url = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
  const text = (value) => base64url(new TextEncoder().encode(value));
  const sha256 = async (value) => base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value)));

  window.startProofs = async () => {
    const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
    let nonce;
    const proof = async (method, uri, token) => {
      const claims = { htm: method, htu: uri, jti: crypto.randomUUID(), iat: Math.floor(Date.now() / 1000) };
      if (nonce) claims.nonce = nonce;
      if (token) claims.ath = await sha256(token);
      const input = text(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } })) + '.' + text(JSON.stringify(claims));
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new TextEncoder().encode(input));
      return input + '.' + base64url(signature);
    };
    /** Asks again with the nonce that it is given, if it is refused for want of one. */
    return async (method, uri, token, headers, body) => {
      for (let attempt = 0; ; attempt++) {
        const sent = { ...headers, DPoP: await proof(method, uri, token) };
        const answer = await fetch(uri, { method, headers: sent, body });
        nonce = answer.headers.get('DPoP-Nonce') ?? nonce;
        if (answer.ok || attempt === 1) return { status: answer.status, nonce, body: await answer.json() };
      }
    };
  };
  window.challenge = sha256;
  window.read = async (uri) => (await fetch(uri)).json();
  window.mayRead = (uri, asked) => fetch(uri, asked).then(() => true, () => false);
`;

type Ask = (method: string, uri: string, token: string, headers: Record<string, string>, body?: string) => Promise<Answer>;

interface Answer {
  status: number;
  nonce: string;
  body: Record<string, string>;
}

interface Asked {
  method?: 'POST';
  headers?: Record<string, string>;
  body?: string;
  credentials?: 'include';
}

/** What the page's scripts leave to its window. */
interface Application {
  startProofs(): Promise<Ask>;
  challenge(verifier: string): Promise<string>;
  read(uri: string): Promise<Record<string, string>>;
  mayRead(uri: string, asked: Asked): Promise<boolean>;
}

before(async () => {
  browser = await startBrowser(new URL(issuer), process.env['LIGHTWAVE_CA']);
  for (const address of [origin, stranger]) await serve(new URL(address));
});

after(async () => {
  await browser?.close();
  for (const each of servers) each.close();
});

function serve({ port }: URL): Promise<void> {
  const pages = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html');
    answer.end(`<!doctype html><title>An application</title><script>${application}</script>`);
  });
  servers.push(pages);
  return new Promise((resolve) => pages.listen(Number(port), 'localhost', resolve));
}

async function open(address: string): Promise<Page> {
  const tab = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  tab.setDefaultTimeout(120_000);
  await tab.goto(address);
  return tab;
}

/** Whether the page's scripts may read what an address answers. */
function mayRead(tab: Page, address: string, asked: Asked): Promise<boolean> {
  return tab.evaluate(([uri, how]) => (window as unknown as Application).mayRead(uri, how), [address, asked] as const);
}

function read(tab: Page, address: string): Promise<Record<string, string>> {
  return tab.evaluate((uri) => (window as unknown as Application).read(uri), address);
}

test('an application in a browser signs a person in and asks who it is, all by fetch', async () => {
  const tab = await open(`${origin}/`);
  const metadata = await read(tab, `${issuer}/.well-known/openid-configuration`);
  assert.equal(metadata['issuer'], issuer);
  const endpoint = (name: string) => metadata[name] ?? assert.fail(name);
  assert.ok((await read(tab, endpoint('jwks_uri')))['keys']);

  const verifier = 'a-verifier-that-a-real-application-makes-up-0123456789';
  const authorization = new URL(endpoint('authorization_endpoint'));
  authorization.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: `${origin}/callback`,
    scope: 'openid profile',
    code_challenge: await tab.evaluate((value) => (window as unknown as Application).challenge(value), verifier),
    code_challenge_method: 'S256',
  }).toString();
  await tab.goto(authorization.href);
  await tab.getByLabel('User name').fill(user);
  await tab.getByLabel('Password').fill(password);
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
  await tab.waitForURL(`${origin}/callback?**`);
  const code = new URL(tab.url()).searchParams.get('code');
  assert.ok(code);

  const { token, person } = await tab.evaluate(
    async ({ tokenEndpoint, userInfoEndpoint, form }) => {
      const ask = await (window as unknown as Application).startProofs();
      const got = await ask('POST', tokenEndpoint, '', { 'Content-Type': 'application/x-www-form-urlencoded' }, form);
      const accessToken = got.body['access_token'] ?? '';
      return { token: got, person: await ask('GET', userInfoEndpoint, accessToken, { Authorization: `DPoP ${accessToken}` }) };
    },
    {
      tokenEndpoint: endpoint('token_endpoint'),
      userInfoEndpoint: endpoint('userinfo_endpoint'),
      form: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        code,
        redirect_uri: `${origin}/callback`,
        code_verifier: verifier,
      }).toString(),
    },
  );
  assert.equal(token.status, 200, JSON.stringify(token.body));
  assert.equal(token.body['token_type'], 'DPoP');
  assert.ok(token.nonce, 'a script may read the nonce');
  assert.equal(person.status, 200, JSON.stringify(person.body));
  assert.equal(person.body['preferred_username'], user);

  const form: Asked = { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: `client_id=${clientId}&token=none` };
  assert.equal(await mayRead(tab, endpoint('revocation_endpoint'), form), true);
  assert.equal(await mayRead(tab, endpoint('token_endpoint'), { ...form, credentials: 'include' }), false, 'never with cookies');
  assert.equal(await mayRead(tab, endpoint('introspection_endpoint'), form), false);
  assert.equal(await mayRead(tab, `${issuer}/account`, {}), false);
  assert.equal(await mayRead(tab, `${server}/api/v1/tenants`, { headers: { Authorization: 'Bearer none' } }), false);
  assert.equal(await mayRead(tab, `${server}/console/`, {}), false);
});

test('a page of an origin that nobody registered reads what is public and nothing else', async () => {
  const tab = await open(`${stranger}/`);
  assert.equal(await mayRead(tab, `${issuer}/.well-known/openid-configuration`, {}), true);
  assert.equal(await mayRead(tab, `${issuer}/oauth2/jwks`, { headers: { 'MCP-Protocol-Version': '2025-11-25' } }), true);
  const form: Asked = { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: `client_id=${clientId}` };
  for (const endpoint of ['token', 'revoke', 'par', 'device_authorization', 'register']) {
    assert.equal(await mayRead(tab, `${issuer}/oauth2/${endpoint}`, form), false, endpoint);
    assert.equal(await mayRead(tab, `${issuer}/oauth2/${endpoint}`, { ...form, headers: { DPoP: 'none' } }), false, endpoint);
  }
  assert.equal(await mayRead(tab, `${issuer}/oauth2/userinfo`, { headers: { Authorization: 'Bearer none' } }), false);
});
