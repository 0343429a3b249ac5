import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { required, startBrowser } from './browser.ts';

const page = required('LIGHTWAVE_PAGE');
const code = required('LIGHTWAVE_CODE');
const user = required('LIGHTWAVE_USER');
const password = required('LIGHTWAVE_PASSWORD');

let browser: Browser;

before(async () => {
  browser = await startBrowser(new URL(page), process.env['LIGHTWAVE_CA']);
});

after(async () => {
  await browser?.close();
});

test('whoever types the code signs in and says what is to become of it', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const tab = await context.newPage();
  tab.setDefaultTimeout(120_000);
  await tab.goto(page);
  if (await tab.getByLabel('User name').isVisible()) await signIn();
  await tab.locator('#user-code').fill(code);
  await tab.locator('#continue').click();
  if (await tab.getByLabel('User name').isVisible()) await signIn();
  const answer = required('LIGHTWAVE_ANSWER');
  await tab.locator(`#${answer}`).click();
  await tab.locator('h1').waitFor();
  assert.equal(await tab.locator('#user-code').count(), 0);

  async function signIn() {
    await tab.getByLabel('User name').fill(user);
    await tab.getByLabel('Password').fill(password);
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
    await tab.waitForLoadState();
  }
});
