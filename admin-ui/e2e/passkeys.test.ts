import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { required, startBrowser } from './browser.ts';

const issuer = required('LIGHTWAVE_ISSUER');
const user = required('LIGHTWAVE_USER');
const password = required('LIGHTWAVE_PASSWORD');

let browser: Browser;
const complaints: string[] = [];

before(async () => {
  browser = await startBrowser(new URL(issuer), process.env['LIGHTWAVE_CA']);
});

after(async () => {
  await browser?.close();
});

/** A device: a browser profile with an authenticator of its own. */
class Device {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly authenticator: string;

  private constructor(context: BrowserContext, page: Page, cdp: CDPSession, authenticator: string) {
    this.context = context;
    this.page = page;
    this.cdp = cdp;
    this.authenticator = authenticator;
  }

  /** @param offers whether its browser offers passkeys in the field of the user name */
  static async start(offers = false): Promise<Device> {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    if (!offers) await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    page.setDefaultTimeout(120_000);
    page.on('console', (message) => {
      // a refusal is a 403, of which Chromium tells; at another origin the policy keeps our script out, as it should
      const expected = message.text().includes('status of 403') || !page.url().startsWith(issuer);
      if (message.type() === 'error' && !expected) complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: false,
      },
    });
    return new Device(context, page, cdp, authenticatorId);
  }

  /** Whether somebody touches the authenticator when it asks. */
  async touched(enabled: boolean): Promise<void> {
    await this.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.authenticator, enabled });
  }

  async credentials() {
    return (await this.cdp.send('WebAuthn.getCredentials', { authenticatorId: this.authenticator })).credentials;
  }

  /** Moves its first passkey to another device, counter and all. */
  async handOver(to: Device): Promise<void> {
    const [credential] = await this.credentials();
    assert.ok(credential);
    await to.add(credential);
    await this.cdp.send('WebAuthn.removeCredential', { authenticatorId: this.authenticator, credentialId: credential.credentialId });
  }

  async add(credential: Awaited<ReturnType<Device['credentials']>>[number]): Promise<void> {
    await this.cdp.send('WebAuthn.addCredential', { authenticatorId: this.authenticator, credential });
  }

  async signInByPassword(): Promise<void> {
    await this.page.goto(`${issuer}/login?account`);
    await this.page.getByLabel('User name').fill(user);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  async signInByPasskey(): Promise<void> {
    await this.page.goto(`${issuer}/login?account`);
    await this.touched(true);
    await this.page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  }

  async addPasskey(name: string): Promise<void> {
    await this.touched(true);
    await this.page.getByLabel('Name of the new passkey').fill(name);
    await this.page.locator('#passkey-password').fill(password);
    await this.page.getByRole('button', { name: 'Add a passkey' }).click();
    await this.page.getByRole('button', { name: 'Make the passkey' }).click();
  }

  async isSignedIn(): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
  }

  async isRefused(): Promise<void> {
    await this.page.getByText('This passkey does not sign you in here.').waitFor();
    await this.touched(false);
    await this.page.goto(`${issuer}/account`);
    assert.match(this.page.url(), /\/login\?account$/);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

let telephone: Device;

test('a passkey is made on the account page, with recovery codes', async () => {
  telephone = await Device.start();
  await telephone.signInByPassword();
  await telephone.isSignedIn();
  await telephone.addPasskey('telephone');
  await telephone.page.getByRole('heading', { level: 1, name: 'Your recovery codes' }).waitFor();
  assert.equal((await telephone.credentials()).length, 1);
});

test('it signs in without a user name', async () => {
  await telephone.context.clearCookies();
  await telephone.signInByPasskey();
  await telephone.isSignedIn();
});

test('the browser offers it in the field of the user name', async () => {
  const offering = await Device.start(true);
  await telephone.handOver(offering);
  await offering.touched(true);
  await offering.page.goto(`${issuer}/login?account`);
  await offering.isSignedIn();
  await offering.handOver(telephone);
  await offering.close();
});

test('it is the second factor after a password', async () => {
  await telephone.context.clearCookies();
  await telephone.touched(false);
  await telephone.signInByPassword();
  const use = telephone.page.getByRole('button', { name: 'Use a passkey' });
  await use.waitFor();
  await telephone.touched(true);
  await use.click();
  await telephone.isSignedIn();
});

test('a second device gets one of its own', async () => {
  const laptop = await Device.start();
  await telephone.handOver(laptop);
  await laptop.signInByPasskey();
  await laptop.isSignedIn();
  await laptop.handOver(telephone);
  await laptop.page.getByLabel('Name of the new passkey').fill('laptop');
  await laptop.page.getByRole('button', { name: 'Add a passkey' }).click();
  await laptop.page.getByRole('button', { name: 'Make the passkey' }).click();
  await laptop.page.getByText('The passkey has been added.').waitFor();
  await laptop.context.clearCookies();
  await laptop.signInByPasskey();
  await laptop.isSignedIn();
  await laptop.close();
});

test('a cloned one is refused once its counter is behind', async () => {
  const [credential] = await telephone.credentials();
  assert.ok(credential);
  const clone = await Device.start();
  await clone.add({ ...credential, signCount: 1 });
  await clone.signInByPasskey();
  await clone.isRefused();
  await clone.close();
});

test('another origin gets nothing that counts here', async () => {
  const thief = await Device.start();
  const [credential] = await telephone.credentials();
  assert.ok(credential);
  await thief.add({ ...credential, signCount: 1000 });
  await thief.touched(true);
  const server = new URL(issuer);
  await thief.page.goto(`https://127.0.0.1:${server.port}${server.pathname}/login`);
  const answer = await thief.page.evaluate(async (rpId) => {
    try {
      await navigator.credentials.get({ publicKey: { challenge: new Uint8Array(32), rpId } });
      return 'a proof';
    } catch (failed) {
      return (failed as Error).name;
    }
  }, server.hostname);
  assert.equal(answer, 'SecurityError');
  await thief.close();
});

test('no page complained', () => {
  assert.deepEqual(complaints, []);
});
