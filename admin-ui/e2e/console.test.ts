import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, Locator, Page } from 'playwright-core';
import { faults } from './axe.ts';
import { required, startBrowser } from './browser.ts';
import { de } from '../src/language/de.ts';
import { brokenWords, isTooWide, words } from './reading.ts';

const server = new URL(required('LIGHTWAVE_URL'));
const systemTenant = process.env['LIGHTWAVE_TENANT'] ?? 'lightwave.local';
const screenshots = process.env['SCREENSHOT_DIR'] ?? 'target/screenshots';

const SECTIONS = ['Users', 'Groups', 'Clients', 'Resource servers', 'Token keys', 'Federations', 'Certificate profiles', 'ACME credentials', 'Settings', 'Workloads', 'Nodes', 'Trusted issuers', 'Why no identity?', 'Certificates', 'Authorities', 'SSH authorities', 'Expiring soon', 'Sessions', 'Directory', 'Schema', 'Access rules', 'Sign-in policy', 'Identity providers', 'Service providers', 'Password policy', 'Audit trail', 'Configuration files'];

/** The name of one, and a word besides. */
const AUTHORITY = 'root';

let browser: Browser;
let page: Page;
let tenant: string;
let administratorPassword: string;
const complaints: string[] = [];

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  browser = await startBrowser(server, process.env['LIGHTWAVE_CA']);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', locale: 'en-GB' });
  page = await context.newPage();
  page.setDefaultTimeout(120_000);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
});

after(async () => {
  await browser?.close();
});

let failed = false;

/** One step of the journey: it needs those before it, and the page is kept as a picture when it fails. */
function step(name: string, body: () => Promise<void>) {
  test(name, async (context) => {
    if (failed) return context.skip('an earlier step failed');
    try {
      await body();
    } catch (error) {
      failed = true;
      await picture('failure').catch(() => undefined);
      throw error;
    }
  });
}

const picture = (name: string) => page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
const button = (name: string, within: Page | Locator = page) => within.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const dialog = () => page.getByRole('dialog');
const field = (name: string) => dialog().getByRole('textbox', { name, exact: true });
const section = (name: string) => page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name, exact: true });
const said = (text: string) => page.getByRole('list', { name: 'Notifications' }).getByText(text).waitFor();

async function open(name: string) {
  await section(name).click();
  await heading(name).waitFor();
  await page.waitForLoadState('networkidle');
}

/** By WCAG 2.2 AA. */
async function isAccessible(what: string) {
  assert.deepEqual(await faults(page), [], `${what} is accessible`);
}

async function focused(): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });
}

/** Waits for the focus, which a dialog or a page takes a moment after it appeared. */
async function focusIsOn(name: string, why: string) {
  for (let tries = 0; tries < 600 && (await focused()) !== name; tries += 1) await page.waitForTimeout(50);
  assert.equal(await focused(), name, why);
}

/** Waits for the focus in a dialog's field: what is typed before it arrives is lost. */
const fieldIsFocused = (name: string) => field(name).and(page.locator(':focus')).waitFor();

/** Presses Tab until the element with that name has the focus. */
async function tabTo(name: string) {
  for (let presses = 0; presses < 80; presses += 1) {
    if ((await focused()) === name) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not reach "${name}"`);
}

async function signIn(at: string, userName: string, password: string) {
  await page.getByLabel('Tenant').fill(at);
  await button('Continue').click();
  await page.locator('input[name=username]').fill(userName);
  await page.locator('input[name=password]').fill(password);
  await page.locator('#sign-in').click();
}

step('a deep link asks for a sign-in and comes back', async () => {
  await page.goto(new URL('/console/tenants', server).href);
  await heading('Sign in to the console').waitFor();
  await picture('sign-in');
  await signIn(systemTenant, required('LIGHTWAVE_ADMIN_USER'), required('LIGHTWAVE_ADMIN_PASSWORD'));
  await heading('Tenants').waitFor();
  assert.equal(new URL(page.url()).pathname, '/console/tenants');
});

step('no token is within reach of a script', async () => {
  const reach = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]));
  assert.doesNotMatch(reach, /eyJ|token|session/i);
});

step('a tenant is created and opened', async () => {
  await page.getByRole('table', { name: 'Tenants' }).getByRole('link', { name: systemTenant }).waitFor();
  const taken = await page.getByRole('table', { name: 'Tenants' }).getByRole('link').allTextContents();
  tenant = ['acme.example', 'globex.example'].find((name) => !taken.includes(name)) ?? `t${Date.now()}.example`;
  await button('Create tenant').click();
  await field('Name').fill('acme');
  await button('Create tenant', dialog()).click();
  await dialog().getByText('at least two labels').first().waitFor();
  await field('Name').fill(tenant);
  await dialog().getByText(`spiffe://${tenant}`).waitFor();
  await picture('create-tenant');
  await button('Create tenant', dialog()).click();
  await page.getByRole('textbox', { name: 'First password' }).waitFor();
  await picture('first-administrator');
  administratorPassword = await page.getByRole('textbox', { name: 'First password' }).inputValue();
  await button('Open tenant').click();
  await heading(tenant).waitFor();
  assert.ok(!(await page.content()).includes(administratorPassword), 'the password is gone');
  await page.getByText(tenant.split('.').map((label) => `dc=${label}`).join(',')).waitFor();
});

step('a person is created', async () => {
  await open('Users');
  await button('Create user').click();
  await field('User name').fill('alice');
  await field('Name').fill('Alice Liddell');
  await field('E-mail').fill('alice@acme.example');
  await dialog().getByLabel('First password').fill('Through-the-looking-glass-7');
  await button('Create user', dialog()).click();
  await said('User alice created');
  await page.getByRole('table', { name: 'Users' }).getByText('alice', { exact: true }).waitFor();
  await picture('users');
});

step('a client is created, and its secret is shown once', async () => {
  await open('Clients');
  await button('Create client').click();
  await field('Client id').fill('billing');
  await button('Create client', dialog()).click();
  const secret = await page.getByRole('textbox', { name: 'Client secret' }).inputValue();
  assert.ok(secret.length >= 32, 'a secret is long');
  await button('Done').click();
  await page.getByRole('link', { name: 'billing' }).click();
  await heading('billing').waitFor();
  assert.ok(!(await page.content()).includes(secret), 'the secret is gone');
  await picture('client');
});

step('a resource server is created', async () => {
  await open('Resource servers');
  await button('Create resource server').click();
  await field('Name').fill('orders');
  await field('URI').fill('https://orders.acme.example');
  await field('Introspecting clients').fill('billing');
  await button('Create resource server', dialog()).click();
  await said('Resource server orders created');
});

step('a cluster is trusted by its key set', async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  await open('Trusted issuers');
  await button('Add trusted issuer').click();
  await field('Issuer').fill('https://cluster.acme.example');
  await field('Name').fill('production');
  await dialog().getByLabel('Public keys').selectOption('jwks');
  await field('Key set').fill(JSON.stringify({ keys: [{ kty, crv, x, y, kid: 'k1', alg: 'ES256', use: 'sig' }] }));
  await button('Add trusted issuer', dialog()).click();
  await said('Trusted issuer production registered');
  await picture('trusted-issuers');
});

step('a workload is created with a rule', async () => {
  await open('Workloads');
  await button('Create workload').click();
  await field('Name').fill('shop/payments');
  await field('Audiences').fill('billing');
  await field('Claim 1 value').fill('system:serviceaccount:shop:payments');
  await picture('create-workload');
  await button('Create workload', dialog()).click();
  await heading('shop/payments').waitFor();
  await page.getByText('sub = system:serviceaccount:shop:payments').waitFor();
  await picture('workload');
});

step('a node gets a join token, and a process on it its workload', async () => {
  await open('Nodes');
  await button('Add node').click();
  await field('Node').fill('host1');
  await button('Make join token', dialog()).click();
  await dialog().getByText('--join-token-file=join').waitFor();
  await isAccessible('the dialog with the join command');
  await picture('join-token');
  await button('Done').click();
  await page.getByRole('table', { name: 'Join tokens' }).getByText('host1').waitFor();
});

step('what a file would change is shown, and applied', async () => {
  await open('Configuration files');
  await page.getByRole('textbox', { name: 'Or paste one' }).fill(`tenant: ${tenant}\nresourceServers:\n  - name: ledger\n    uri: https://ledger.acme.example\n    scopes: [read]\n`);
  await button('Show what would change').click();
  await page.getByText('New: 1. Changed: 0. Deleted: 0.').waitFor();
  await page.getByText('+ https://ledger.acme.example').waitFor();
  await isAccessible('what files would change');
  await picture('configuration-plan');
  await button('Apply').click();
  const asks = page.getByRole('alertdialog');
  await asks.waitFor();
  await isAccessible('the question before files are applied');
  await button('Apply', asks).click();
  await said('The files were applied');
  await button('Show what would change').click();
  await page.getByText('Nothing is different').waitFor();
});

step('the console says why something gets no identity', async () => {
  await open('Why no identity?');
  await page.getByLabel('About').selectOption('claims');
  await page.getByRole('textbox', { name: 'Claims' }).fill('{"sub": "system:serviceaccount:shop:payment"}');
  await button('Explain').click();
  const explanation = page.getByRole('region', { name: 'Explanation' });
  await explanation.getByText('It gets no identity').waitFor();
  await explanation.getByText('system:serviceaccount:shop:payments').first().waitFor();
  await isAccessible('an explanation');
  await picture('explanation');
});

step('the sign-in policy is changed', async () => {
  await open('Sign-in policy');
  await button('Edit sign-in').click();
  await dialog().getByLabel('A second factor is asked').selectOption('when-asked');
  await isAccessible('the dialog of the sign-in policy');
  await picture('edit-sign-in-policy');
  await button('Save', dialog()).click();
  await said('Sign-in policy changed');
  await page.getByText('Only when an application asks, and for the account pages').waitFor();
});

step('a provider and a directory are added after a test of the connection', async () => {
  await open('Identity providers');
  await button('Add OpenID provider').click();
  await field('Name').fill('corp');
  await field('Issuer').fill('https://id.corp.example');
  await field('Client id').fill('us');
  await dialog().getByLabel('Client secret', { exact: true }).fill('hush');
  await button('Add OpenID provider', dialog()).click();
  await said('OpenID provider corp added');
  await button('Add LDAP directory').click();
  await field('Name').fill('firm');
  await field('Servers').fill('ldaps://127.0.0.1:9');
  await field('People below').fill('dc=firm,dc=example');
  await button('Test connection', dialog()).click();
  await dialog().getByText('neither public nor allowed by the settings').waitFor();
  await isAccessible('the dialog of an LDAP directory');
  await picture('add-ldap-directory');
  await button('Add LDAP directory', dialog()).click();
  await said('LDAP directory firm added');
});

step('a service provider is added by its metadata', async () => {
  await open('Service providers');
  await button('Add service provider').click();
  await field('Name').fill('wiki');
  await dialog().getByLabel('Metadata file').setInputFiles({
    name: 'wiki.xml',
    mimeType: 'text/xml',
    buffer: Buffer.from(
      `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://wiki.example/saml">
        <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService index="0"
          Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://wiki.example/acs"/></SPSSODescriptor>
      </EntityDescriptor>`,
    ),
  });
  await dialog().getByLabel('Attributes').fill('mail\ngroups -> roles');
  await isAccessible('the dialog of a service provider');
  await picture('add-service-provider');
  await button('Add service provider', dialog()).click();
  await said('Service provider wiki added');
  await page.getByText('https://wiki.example/saml', { exact: true }).waitFor();
});

step('every page opens by its address too', async () => {
  for (const name of SECTIONS) {
    await open(name);
    await picture(name.toLowerCase().replaceAll(' ', '-'));
    await page.reload();
    await heading(name).waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.getByRole('alert').count(), 0, `${name} shows no problem`);
  }
});

step('every page is fit in German and English, in the light and in the dark, on a desk and on a telephone', async () => {
  const addresses = await page.getByRole('navigation', { name: 'Console' }).getByRole('link').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  const found: string[] = [];
  for (const language of ['en', 'de']) {
    await page.evaluate((to) => localStorage.setItem('lightwave.language', to), language);
    for (const address of addresses) {
      await page.goto(address);
      await page.locator('h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      const what = `${new URL(address).pathname.replace(/.*[0-9a-f-]{36}/, '')} in ${language}`;
      assert.equal(await page.locator('html').getAttribute('lang'), language, what);
      for (const [colorScheme, width] of language === 'en' ? ([['light', 1280], ['dark', 360]] as const) : ([['dark', 1280], ['light', 360]] as const)) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        for (const fault of await faults(page)) found.push(`${what}, ${colorScheme}, ${width} wide: ${fault}`);
        if (await isTooWide(page)) found.push(`${what} is too wide for ${width}`);
        if (width > 1000) for (const word of await brokenWords(page)) found.push(`${what} breaks ${word}`);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
      if (language === 'de') for (const text of await words(page)) if (text !== AUTHORITY && Object.hasOwn(de, text) && de[text] !== text) found.push(`${what} says: ${text}`);
    }
  }
  await picture('german');
  await page.evaluate(() => localStorage.removeItem('lightwave.language'));
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  await page.goto(addresses[1] ?? server.href);
  await page.locator('h1').first().waitFor();
  assert.deepEqual(found, []);
});

step('what is dangerous asks for a fresh sign-in once the last one is old, and comes back', async () => {
  const address = await section('Token keys').evaluate((link) => (link as HTMLAnchorElement).href);
  const other = await page.context().newPage();
  await other.clock.install();
  await other.goto(address);
  await other.getByRole('heading', { level: 1, name: 'Token keys' }).waitFor();
  await other.waitForLoadState('networkidle');
  await other.clock.fastForward('10:00');
  await button('Rotate keys', other).click();
  const asks = other.getByRole('dialog');
  await asks.getByText('Sign in again to go on').waitFor();
  assert.deepEqual(await faults(other), [], 'the dialog that asks for a fresh sign-in is accessible');
  await button('Sign in again', asks).click();
  const password = other.locator('input[name=password]');
  await password.waitFor();
  await other.locator('input[name=username]').fill(required('LIGHTWAVE_ADMIN_USER'));
  await password.fill(required('LIGHTWAVE_ADMIN_PASSWORD'));
  await other.locator('#sign-in').click();
  await other.waitForURL(address);
  await other.getByRole('heading', { level: 1, name: 'Token keys' }).waitFor();
  await button('Rotate keys', other).click();
  await other.getByRole('dialog').getByLabel('Algorithm').waitFor();
  await other.close();
});

step('the trail tells of the tenant, and is as it was sealed', async () => {
  await open('Audit trail');
  const rows = page.getByRole('table', { name: 'Audit trail' }).getByRole('row');
  await rows.nth(1).waitFor();
  assert.ok((await rows.count()) > 3, 'what was created above is in the trail');
  await button('Check the seals').click();
  await button('Check', dialog()).click();
  await dialog().getByText('The trail is as it was sealed').waitFor();
  await isAccessible('the check of the seals');
  await picture('audit-seals');
  await button('Close', dialog()).last().click();
});

step('the palette leads from anywhere to an object, which stands there for the command line too', async () => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Page, object or action' }).fill('illi');
  await page.getByRole('option', { name: 'billing Client' }).waitFor();
  await isAccessible('the palette');
  await picture('palette');
  await page.keyboard.press('Enter');
  await heading('billing').waitFor();
  await page.getByRole('tab', { name: 'Go', exact: true }).click();
  await page.getByText('clientcredentials.Config').waitFor();
  await isAccessible('a client with its snippets');
  await button('Same as…').click();
  await dialog().getByText('lightwave client list').waitFor();
  await isAccessible('the same elsewhere');
  await button('Close', dialog()).last().click();
});

step('the dark theme is remembered', async () => {
  await section('Overview').click();
  await heading(tenant).waitFor();
  await page.waitForLoadState('networkidle');
  await picture('overview');
  await button('Use the dark theme').click();
  await page.reload();
  await heading(tenant).waitFor();
  await page.waitForLoadState('networkidle');
  await button('Use the light theme').waitFor();
  await picture('overview-dark');
  await button('Use the light theme').click();
});

step('the keyboard alone creates, disables and deletes a client', async () => {
  await page.reload();
  await heading(tenant).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Skip to content');
  await tabTo('Clients');
  await page.keyboard.press('Enter');
  await heading('Clients').waitFor();
  await page.getByRole('link', { name: 'billing' }).waitFor();
  await page.locator('h1:focus', { hasText: 'Clients' }).waitFor();

  await tabTo('Create client');
  await page.keyboard.press('Enter');
  await dialog().waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await focusIsOn('Create client', 'closing a dialog gives the focus back');
  await page.keyboard.press('Enter');
  await fieldIsFocused('Client id');
  await page.keyboard.type('keyboard');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Client secret' }).waitFor();
  await tabTo('Done');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'keyboard' }).waitFor();

  for (const [item, confirm, done] of [
    ['Disable', 'Disable client', 'Client keyboard disabled'],
    ['Delete', 'Delete client', 'Client keyboard deleted'],
  ] as const) {
    await tabTo('Actions for keyboard');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: item }).waitFor();
    for (let presses = 0; presses < 4 && (await focused()) !== item; presses += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await focusIsOn('Cancel', 'a dangerous dialog begins at Cancel');
    await tabTo(confirm);
    await page.keyboard.press('Enter');
    await said(done);
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  }
});

step('the way from nothing to a first token ends with one, and the page sees it', async () => {
  await section('All tenants').click();
  await heading('Tenants').waitFor();
  await page.getByRole('link', { name: 'Set up step by step' }).click();
  await heading('From nothing to a first token').waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`first${Date.now()}.example`);
  await button('Create tenant').click();
  await page.getByRole('textbox', { name: 'Workload', exact: true }).fill('shop/payments');
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill('host1');
  await button('Create workload').click();
  await page.getByText('--join-token-file=join').waitFor();
  await button('Make a client with a secret').click();
  const command = await page.locator('code, pre', { hasText: 'first-client:' }).last().textContent();
  await isAccessible('the way to a first token');
  await promisify(execFile)('sh', ['-c', (command ?? '').replace('--cacert ca.pem', `--fail --cacert '${required('LIGHTWAVE_CA')}'`)]);
  await page.getByText('It works: a token was issued to').waitFor();
  await picture('setup');
  await page.getByRole('link', { name: 'Open tenant' }).click();
  await page.getByText('shop/payments').or(page.getByRole('heading', { level: 1 })).first().waitFor();
});

step('signing out ends the session', async () => {
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await heading('Sign in to the console').waitFor();
  await page.goto(new URL('/console/tenants', server).href);
  await heading('Sign in to the console').waitFor();
});

step("the tenant's administrator sees that tenant and no other", async () => {
  await signIn(tenant, 'admin', administratorPassword);
  await heading(tenant).waitFor();
  assert.equal(await section('All tenants').count(), 0);
  assert.equal(await button('Disable tenant').count(), 0);
  await open('Users');
});

step('the browser had nothing to complain about', async () => {
  assert.deepEqual(complaints, []);
});
