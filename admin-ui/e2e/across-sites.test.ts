import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { required, startBrowser } from './browser.ts';

const issuer = required('LIGHTWAVE_ISSUER');
const clientId = required('LIGHTWAVE_CLIENT');
/** Another site than the issuer's: both an outside provider and an application. */
const there = required('THERE');
const certificate = required('THERE_CERTIFICATE');

const VERIFIER = 'a-verifier-that-an-application-makes-up-and-keeps-0123456789';
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const nonces = new Map<string, string>();

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A page that sends a form at once, as a provider does that answers by `form_post`. */
const form = (action: string, fields: Record<string, string>) =>
  `<!doctype html><title>Elsewhere</title><form method="post" action="${action}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    .join('')}</form><script>document.forms[0].submit()</script>`;

function idToken(code: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: there, sub: 'carol', aud: 'lightwave', iat: now, exp: now + 300, auth_time: now, nonce: nonces.get(code) };
  const input = `${base64url({ alg: 'ES256', kid: 'one' })}.${base64url(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

async function sent(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

const pages: Record<string, (request: IncomingMessage, asked: URLSearchParams) => Promise<string | object> | string | object> = {
  '/.well-known/openid-configuration': () => ({
    issuer: there,
    authorization_endpoint: `${there}/authorize`,
    token_endpoint: `${there}/token`,
    jwks_uri: `${there}/keys`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  }),
  '/keys': () => ({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'ES256' }] }),
  '/authorize': (_, asked) => {
    const code = randomUUID();
    nonces.set(code, asked.get('nonce') ?? '');
    assert.equal(asked.get('response_mode'), 'form_post');
    return form(asked.get('redirect_uri') ?? '', { code, state: asked.get('state') ?? '' });
  },
  '/token': async (request) => ({ access_token: randomUUID(), token_type: 'Bearer', id_token: idToken((await sent(request)).get('code') ?? '') }),
  '/application': (_, asked) =>
    form(`${issuer}/oauth2/authorize`, {
      response_type: 'code',
      response_mode: 'form_post',
      client_id: clientId,
      redirect_uri: `${there}/callback`,
      scope: 'openid',
      state: 'of the application',
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
      ...(asked.has('prompt') ? { prompt: asked.get('prompt') ?? '' } : {}),
    }),
  '/callback': async (request) => `<!doctype html><title>Back</title><p id="answer">${await sent(request)}</p>`,
};

const server = createServer({ key: readFileSync(required('THERE_KEY')), cert: readFileSync(certificate) }, (request, answer) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', there);
  Promise.resolve(pages[pathname]?.(request, searchParams) ?? '').then(
    (said) => {
      const page = typeof said === 'string';
      answer.setHeader('Content-Type', page ? 'text/html' : 'application/json').end(page ? said : JSON.stringify(said));
    },
    () => answer.writeHead(500).end(),
  );
});
let browser: Browser;

before(async () => {
  const { port, hostname } = new URL(there);
  await new Promise<void>((resolve) => server.listen(Number(port), hostname, resolve));
  browser = await startBrowser(new URL(issuer), required('LIGHTWAVE_CA'), [new URL(there), certificate]);
});

after(async () => {
  await browser?.close();
  server.close();
  server.closeAllConnections();
});

test('forms of another site bring a request, a provider’s answer, and a request of who is signed in; one takes ours', async () => {
  const tab = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  tab.setDefaultTimeout(120_000);
  const answer = async () => {
    await tab.waitForURL(`${there}/callback`);
    return new URLSearchParams((await tab.locator('#answer').textContent()) ?? '');
  };

  await tab.goto(`${there}/application`);
  await tab.getByRole('button', { name: 'Elsewhere Ltd' }).click();
  const first = await answer();
  assert.ok(first.get('code'), String(first));
  assert.equal(first.get('state'), 'of the application');
  assert.equal(first.get('iss'), issuer);

  await tab.goto(`${there}/application?prompt=none`);
  const second = await answer();
  assert.ok(second.get('code'), String(second));
});
