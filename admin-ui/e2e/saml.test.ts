import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { required, startBrowser } from './browser.ts';

const issuer = required('LIGHTWAVE_ISSUER');
const application = required('APPLICATION');
const user = required('LIGHTWAVE_USER');
const password = required('LIGHTWAVE_PASSWORD');

let browser: Browser;

before(async () => {
  browser = await startBrowser(new URL(issuer), process.env['LIGHTWAVE_CA']);
});

after(async () => {
  await browser?.close();
});

async function open(complaints: string[]): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  page.setDefaultTimeout(120_000);
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  return page;
}

test('a person signs in to an application behind mod_auth_mellon, and out of both', async () => {
  const complaints: string[] = [];
  const page = await open(complaints);
  await page.goto(`${application}/private/`);
  assert.ok(page.url().startsWith(`${issuer}/login`), page.url());
  await page.fill('input[name=username]', user);
  await page.fill('input[name=password]', password);
  await page.press('input[name=password]', 'Enter');
  await page.waitForURL(`${application}/private/`);
  assert.match(await page.content(), /behind the door/);

  await page.goto(`${application}/mellon/logout?ReturnTo=${encodeURIComponent(`${application}/`)}`);
  await page.waitForURL(`${application}/`);
  await page.goto(`${application}/private/`);
  assert.ok(page.url().startsWith(`${issuer}/login`), page.url());

  // and the other way round: whoever signs out at the identity provider is led to the application
  await page.fill('input[name=username]', user);
  await page.fill('input[name=password]', password);
  await page.press('input[name=password]', 'Enter');
  await page.waitForURL(`${application}/private/`);
  await page.goto(`${issuer}/oauth2/logout`);
  await Promise.all([page.waitForRequest((request) => request.url().startsWith(`${application}/mellon/logout?SAMLRequest=`)), page.click('button')]);
  await page.waitForURL((url) => url.href.startsWith(`${issuer}/saml/slo?SAMLResponse=`));
  await page.goto(`${application}/private/`);
  assert.ok(page.url().startsWith(`${issuer}/login`), page.url());
  assert.deepEqual(complaints, []);
});
