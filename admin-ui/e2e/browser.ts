import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { type Browser, chromium } from 'playwright-core';

/** A setting of the environment that has no default. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/**
 * A real Chromium that trusts the server by the key of its certificate, which is first verified here
 * against the trust anchor: no certificate error is ignored.
 *
 * @param others more servers, each with its anchor
 */
export async function startBrowser(server: URL, anchor: string | undefined, ...others: [URL, string][]): Promise<Browser> {
  return chromium.launch(await browserOptions(server, anchor, ...others));
}

/** How that Chromium is started. */
export async function browserOptions(server: URL, anchor: string | undefined, ...others: [URL, string][]) {
  const trusted = [...(anchor ? [[server, anchor] as const] : []), ...others];
  const keys = await Promise.all(trusted.map(([at, by]) => verifiedKeyHash(at, readFileSync(by))));
  return {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      ...(keys.length > 0 ? [`--ignore-certificate-errors-spki-list=${keys.join(',')}`] : []),
    ],
  };
}

function verifiedKeyHash({ hostname, port }: URL, ca: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 443), ...(isIP(hostname) ? {} : { servername: hostname }), ca }, () => {
      const spki = new X509Certificate(socket.getPeerCertificate().raw).publicKey.export({ type: 'spki', format: 'der' });
      socket.end();
      resolve(createHash('sha256').update(spki).digest('base64'));
    });
    socket.on('error', reject);
  });
}
