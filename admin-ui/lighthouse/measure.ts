// What Lighthouse says of the sign-in pages and of the overview, signed in: performance and accessibility of 100, as on a
// desk and as on a telephone. Performance depends on the machine and its load, so it is printed and compared with the goal;
// accessibility has to reach it.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse from 'lighthouse';
import desktop from 'lighthouse/core/config/desktop-config.js';
import { chromium, type Page } from 'playwright-core';
import { browserOptions, required } from '../e2e/browser.ts';

const GOAL = 95;
const server = new URL(required('LIGHTWAVE_URL'));
const tenant = process.env['LIGHTWAVE_TENANT'] ?? 'lightwave.local';

const say = (text: string) => process.stdout.write(`${text}\n`);

/** A port that nobody listens on. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

async function signIn(page: Page): Promise<string> {
  await page.goto(new URL('/console/tenants', server).href);
  await page.getByLabel('Tenant').fill(tenant);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.locator('input[name=username]').fill(required('LIGHTWAVE_ADMIN_USER'));
  await page.locator('input[name=password]').fill(required('LIGHTWAVE_ADMIN_PASSWORD'));
  await page.locator('#sign-in').click();
  await page.getByRole('heading', { level: 1, name: 'Tenants', exact: true }).waitFor();
  await page.getByRole('table').getByRole('link', { name: tenant, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: tenant, exact: true }).waitFor();
  return page.url();
}

const port = await freePort();
const profile = mkdtempSync(join(tmpdir(), 'lightwave-lighthouse-'));
const options = await browserOptions(server, process.env['LIGHTWAVE_CA']);
const context = await chromium.launchPersistentContext(profile, { ...options, args: [...options.args, `--remote-debugging-port=${port}`], locale: 'en-GB' });
let reached = true;

async function measure(name: string, url: string) {
  for (const form of ['desktop', 'mobile'] as const) {
    // One after the other: two at once would measure each other.
    // oxlint-disable-next-line no-await-in-loop
    const result = await lighthouse(url, { port, disableStorageReset: true, onlyCategories: ['performance', 'accessibility'], logLevel: 'error', output: 'json' }, form === 'desktop' ? desktop : undefined);
    if (!result) throw new Error(`nothing was measured of ${url}`);
    const { categories, audits } = result.lhr;
    const score = (category: string) => Math.round((categories[category]?.score ?? 0) * 100);
    const metric = (audit: string) => audits[audit]?.displayValue?.replace(/\s/g, ' ') ?? '?';
    say(`${name}, ${form}: performance ${score('performance')}, accessibility ${score('accessibility')}; first paint ${metric('first-contentful-paint')}, largest ${metric('largest-contentful-paint')}, blocked ${metric('total-blocking-time')}, shift ${metric('cumulative-layout-shift')}`);
    if (score('performance') < GOAL) say(`  below the goal of ${GOAL}`);
    if (score('accessibility') < GOAL) reached = false;
    for (const { id } of categories['accessibility']?.auditRefs ?? []) {
      const audit = audits[id];
      if (audit?.score === 0 && audit.scoreDisplayMode === 'binary') say(`  ${id}: ${audit.title} ${JSON.stringify(audit.details).slice(0, 300)}`);
    }
  }
}

try {
  say(`${cpus().length} × ${cpus()[0]?.model ?? '?'}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString()}`);
  await measure("the console's sign-in page", new URL('/console/sign-in', server).href);
  const page = await context.newPage();
  const overview = await signIn(page);
  await page.close();
  await measure('overview', overview);
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
if (!reached) process.exitCode = 1;
