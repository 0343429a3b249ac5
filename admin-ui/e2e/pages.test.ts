import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { faults } from './axe.ts';
import { required, startBrowser } from './browser.ts';
import { isTooWide, words } from './reading.ts';

const issuer = required('LIGHTWAVE_ISSUER');
const consenting = required('LIGHTWAVE_CONSENT_ISSUER');
const strict = required('LIGHTWAVE_STRICT_ISSUER');
const password = required('LIGHTWAVE_PASSWORD');
const listener = required('LIGHTWAVE_LISTENER');
const screenshots = process.env['SCREENSHOT_DIR'] ?? 'target/screenshots';

/** As narrow as a page is without scrolling in two directions (WCAG 1.4.10). */
const NARROWEST = { width: 320, height: 640 };
const TELEPHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

/** What every language calls the same. */
const SAME = /^(Passkeys|Code|[^\p{L}]*|.*(Lightwave|\.example|Corner shop|ada|grete|Chrom|Linux).*|[A-Z2-7]{32}|[a-z0-9-]{8,}|https?:.*|otpauth:.*)$/u;

let browser: Browser;
const complaints: string[] = [];
const texts = new Map<string, Set<string>>();

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  browser = await startBrowser(new URL(issuer), process.env['LIGHTWAVE_CA']);
});

after(async () => {
  await browser?.close();
});

/** RFC 6238 with its defaults. */
function code(secret: string): string {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac.readUInt8(19) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

for (const [language, locale, user, looks] of [
  ['en', 'en-GB', 'ada', [['light', DESK], ['dark', TELEPHONE]]],
  ['de', 'de-DE', 'grete', [['dark', DESK], ['light', TELEPHONE]]],
] as const) {
  test(`the pages are fit for everybody in ${language}`, async () => {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    page.on('console', (message) => {
      // refusals are answers of 400 and 403, of which Chromium tells
      if (message.type() === 'error' && !/status of (400|403|404|410)/.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));

    /** Looks at the page that is open, on each screen and in each scheme of colours: what the one language leaves out the other has. */
    async function look(name: string) {
      const what = `${name} in ${language}`;
      assert.equal(await page.locator('html').getAttribute('lang'), language, what);
      assert.equal(await page.locator('h1').count(), 1, what);
      for (const [colorScheme, viewport] of looks) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize(viewport);
        for (const fault of await faults(page)) complaints.push(`${what}, ${colorScheme}, ${viewport.width} wide: ${fault}`);
        await page.screenshot({ path: join(screenshots, `${name}-${language}-${colorScheme}-${viewport.width}.png`), fullPage: true });
      }
      await page.setViewportSize(NARROWEST);
      for (const dir of ['rtl', 'ltr']) {
        await page.evaluate((to) => document.documentElement.setAttribute('dir', to), dir);
        if (await isTooWide(page)) complaints.push(`${what}, ${dir}, is too wide`);
      }
      await page.setViewportSize(DESK);
      const said = new Set(await words(page));
      const other = texts.get(name);
      for (const text of said) if (other?.has(text) && !SAME.test(text)) complaints.push(`${what} says: ${text}`);
      texts.set(name, said);
    }

    async function signIn(typed: string, on = page) {
      await on.locator('#username').fill(user);
      await on.locator('#password').fill(typed);
      await on.locator('#sign-in').click();
    }

    const request = new URLSearchParams({
      client_id: 'shop',
      redirect_uri: 'https://rp.example/callback',
      response_type: 'code',
      scope: 'openid profile email address phone offline_access',
      prompt: 'consent',
      code_challenge_method: 'S256',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    });
    await page.goto(`${issuer}/oauth2/authorize?${request}`);
    await look('sign-in');
    await signIn('not the password');
    await page.locator('#reference').waitFor();
    await look('wrong-password');
    await signIn(password);
    await page.locator('#consent-form').waitFor();
    await look('consent');
    await page.route('https://rp.example/**', (route) => route.fulfill({ body: 'signed in' }));
    await page.locator('#allow').click();
    await page.getByText('signed in').waitFor();
    const elsewhere = await browser.newContext({ locale });
    const other = await elsewhere.newPage();
    await other.goto(`${issuer}/login?account`);
    await signIn(password, other);
    await other.locator('#account-name').waitFor();
    await elsewhere.close();

    await page.goto(`${issuer}/oauth2/authorize?client_id=nobody`);
    await page.locator('#reference').waitFor();
    await look('problem');
    await page.goto(`${issuer}/oauth2/authorize?client_id=shop&client_id=shop`);
    await page.locator('#reference').waitFor();
    await look('malformed');
    await page.goto(`${issuer}/oauth2/authorize?client_id=shop&redirect_uri=https://elsewhere.example`);
    await page.locator('#reference').waitFor();
    await look('wrong-address');
    await page.goto(`${issuer}/login/register`);
    await look('register');
    await page.locator('#email').fill('ada@elsewhere.example');
    await page.locator('#send-link').click();
    await page.locator('#alert').waitFor();
    await look('register-refused');
    await page.goto(`${issuer}/login/forgotten`);
    await look('forgotten-password');
    await page.locator('#username').fill('nobody');
    await page.locator('#send-link').click();
    await page.locator('#told').waitFor();
    await look('letter-sent');
    await page.goto(`${issuer}/login/new-password?link=over`);
    await page.locator('#told').waitFor();
    await look('link-over');

    await page.goto(`${issuer}/account`);
    await page.locator('#end-others').waitFor();
    await page.locator('#applications li').waitFor();
    await look('account');
    await page.locator('#password').fill(password);
    await page.locator('#new-password').fill('one of them');
    await page.locator('#repeated-password').fill('another one');
    await page.locator('#change-password').click();
    await page.locator('#alert').waitFor();
    await look('account-different-passwords');
    await page.locator('#end-others-password').fill(password);
    await page.locator('#end-others').click();
    await page.locator('#end-others').waitFor({ state: 'detached' });
    await look('account-sessions-ended');
    await page.locator('#applications li button').click();
    await page.locator('#applications li').waitFor({ state: 'detached' });
    await look('account-application-removed');
    await page.goto(`${issuer}/device`);
    await look('device-code');
    const asked = await page.request.post(`${issuer}/oauth2/device_authorization`, { form: { client_id: 'television', scope: 'openid profile' } });
    await page.locator('#user-code').fill((await asked.json()).user_code);
    await page.locator('#continue').click();
    await page.locator('#allow').waitFor();
    await look('device-consent');
    await page.locator('#allow').click();
    await page.locator('#allowed').waitFor();
    await look('device-answered');
    await page.goto(`${issuer}/account`);
    await page.locator('#codes-password').fill(password);
    await page.locator('#set-up-codes').click();
    await page.locator('#totp-qr').waitFor();
    await look('set-up-codes');
    await page.locator('#code').fill('wrong');
    await page.locator('#confirm-code').click();
    await page.locator('#alert').waitFor();
    await look('set-up-codes-wrong');
    await page.locator('#code').fill(code(await page.locator('#totp-secret').innerText()));
    await page.locator('#confirm-code').click();
    await page.locator('#recovery-codes').waitFor();
    await look('recovery-codes');
    await page.goto(`${issuer}/account`);
    await page.locator('#remove-codes').waitFor();
    await look('account-with-codes');

    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    for (const [typed, shown] of [
      ['not the password', 'account-wrong-password'],
      [password, 'set-up-passkey'],
    ] as const) {
      await page.locator('#passkey-name').fill(`${user}-key`);
      await page.locator('#passkey-password').fill(typed);
      await page.locator('#add-passkey').click();
      await page.locator(typed === password ? '#make-passkey' : '[role=alert]').waitFor();
      await look(shown);
    }
    await page.locator('#make-passkey').click();
    await page.locator('#passkeys li').waitFor();
    await look('account-with-passkey');

    await page.goto(`${issuer}/oauth2/logout`);
    await page.locator('#sign-out').waitFor();
    await look('sign-out');
    await page.locator('#sign-out').click();
    await page.locator('#sign-in-again').waitFor();
    await look('signed-out');
    await page.locator('#sign-in-again').click();
    await signIn(password);
    await page.locator('#code-form').waitFor();
    await look('enter-code');
    await page.locator('#code').fill('wrong');
    await page.locator('#send-code').click();
    await page.locator('#alert').waitFor();
    await look('enter-code-wrong');

    await page.goto(`${issuer}/login?account`);
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.locator('#use-passkey').click();
    await page.locator('#passkey-error').waitFor();
    await look('passkey-not-used');
    await page.route(`${listener}/**`, (route) => route.fulfill({ status: 204 }));
    await page.locator('#use-certificate').click();
    await page.locator('#leave').waitFor();
    await look('leaving-to-show-a-certificate');
    await page.unroute(`${listener}/**`);
    await page.locator('#leave').click();
    await page.locator('#reference').waitFor();
    await look('certificate-refused');

    await page.goto(`${consenting}/login?account`);
    await page.locator('#banner-form').waitFor();
    await look('banner-to-agree');
    await page.goto(`${strict}/login?account`);
    await page.locator('#banner').waitFor();
    await look('banner');
    await signIn(password);
    await page.locator('#totp-qr').waitFor();
    await look('set-up-factor');
    await context.close();
  });
}

test('no page complained', () => {
  assert.deepEqual(complaints, []);
});
