// A service provider by @node-saml/node-saml. Commands: metadata, sign-on.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { generateServiceProviderMetadata, SAML, ValidateInResponseTo } from '@node-saml/node-saml';

const issuer = 'https://node.example/metadata';
const callbackUrl = 'https://node.example/acs';
const [command, idp, user, password] = process.argv.slice(2);

if (!existsSync('key.pem')) {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=node', '-days', '2',
    '-keyout', 'key.pem', '-out', 'cert.pem'], { stdio: 'ignore' });
}
const key = readFileSync('key.pem', 'utf8');
const cert = readFileSync('cert.pem', 'utf8');

const cookies = new Map();

async function send(url, form) {
  let options = { redirect: 'manual' };
  if (form) {
    options = { ...options, method: 'POST', body: new URLSearchParams(form), headers: { Origin: new URL(url).origin } };
  }
  for (let hops = 0; hops < 10; hops++) {
    options.headers = { ...options.headers, Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const answer = await fetch(url, options);
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(set);
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (!location) {
      return { url, page: await answer.text() };
    }
    url = new URL(location, url).href;
    options = { redirect: 'manual' };
  }
  throw new Error('too many redirects');
}

const plain = (text) => text.replace(/&#39;/g, "'").replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

function form({ url, page }) {
  const fields = {};
  for (const [tag] of page.matchAll(/<input[^>]*>/g)) {
    const name = / name="([^"]*)"/.exec(tag)?.[1];
    if (name) {
      fields[plain(name)] = plain(/ value="([^"]*)"/.exec(tag)?.[1] ?? '');
    }
  }
  return { action: new URL(plain(/<form[^>]*action="([^"]*)"/.exec(page)[1]), url).href, fields };
}

if (command === 'metadata') {
  console.log(generateServiceProviderMetadata({
    issuer, callbackUrl, privateKey: key, publicCerts: cert, decryptionPvk: key, decryptionCert: cert,
  }));
} else {
  const metadata = (await send(idp)).page;
  const idpCert = /<ds:X509Certificate>([^<]*)<\/ds:X509Certificate><\/ds:X509Data><\/ds:KeyInfo><\/md:KeyDescriptor>/.exec(metadata)[1];
  const entryPoint = /Location="([^"]*)"/.exec(/<md:SingleSignOnService[^>]*>/.exec(metadata)[0])[1];
  const saml = new SAML({
    issuer, callbackUrl, entryPoint, idpCert, idpIssuer: idp, audience: issuer, privateKey: key, decryptionPvk: key,
    signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256', wantAssertionsSigned: true, wantAuthnResponseSigned: true,
    validateInResponseTo: ValidateInResponseTo.always,
    identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  });
  const first = await send(await saml.getAuthorizeUrlAsync('deep/link', undefined, {}));
  const login = form(first);
  const last = form(await send(login.action, { ...login.fields, username: user, password }));
  if (last.action !== callbackUrl) {
    throw new Error(`sent to ${last.action}`);
  }
  const { profile } = await saml.validatePostResponseAsync(last.fields);
  console.log(JSON.stringify({
    name: profile.nameID, format: profile.nameIDFormat, mail: profile['urn:oid:0.9.2342.19200300.100.1.3'],
    relayState: last.fields.RelayState,
  }));
}
