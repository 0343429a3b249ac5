import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { required, startBrowser } from './browser.ts';

// The key is shown by Playwright, which speaks TLS to the listener in Chromium's place; all else is Chromium's.

const issuer = required('LIGHTWAVE_ISSUER');
const listener = required('LIGHTWAVE_LISTENER');
const password = required('LIGHTWAVE_PASSWORD');
const folder = required('LIGHTWAVE_CERTIFICATES');

let browser: Browser;
const complaints: string[] = [];

before(async () => {
  browser = await startBrowser(new URL(issuer), process.env['LIGHTWAVE_CA']);
});

after(async () => {
  await browser?.close();
});

/** A browser whose person has a certificate. */
async function browserOf(person: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    locale: 'en-GB',
    clientCertificates: [
      {
        origin: listener,
        cert: readFileSync(`${folder}/${person}.pem`),
        key: readFileSync(`${folder}/${person}.key`),
      },
    ],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 403')) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return { context, page };
}

test('a certificate is enrolled on the account page, and then signs in without a user name', async () => {
  const { context, page } = await browserOf('nerissa');
  await page.goto(`${issuer}/login?account`);
  await page.getByLabel('User name').fill('nerissa');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Name of the certificate').fill('Ring');
  await page.locator('#certificate-password').fill(password);
  await page.getByRole('button', { name: 'Add a certificate' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your recovery codes' }).waitFor();

  await context.clearCookies();
  await page.goto(`${issuer}/login?account`);
  await page.getByRole('button', { name: 'Sign in with a certificate' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
  await page.getByText('by certificate').first().waitFor();

  await context.clearCookies();
  await page.goto(`${issuer}/login?account`);
  await page.getByLabel('User name').fill('nerissa');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Use a certificate' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
  await context.close();
});

test('one that was revoked signs nobody in, and the page has a reference', async () => {
  const { context, page } = await browserOf('shylock');
  await page.goto(`${issuer}/login?account`);
  await page.getByRole('button', { name: 'Sign in with a certificate' }).click();
  await page.getByText('You could not be signed in with a certificate.').waitFor();
  assert.match(await page.locator('#reference').innerText(), /^[0-9a-f-]{16,}$/);
  await context.close();
});

test('no page complained', () => {
  assert.deepEqual(complaints, []);
});
