import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { AcmeCredential, CertificateProfile, Federation, Key, NodeAuthority, RegistrationPolicy, ScimGroup, SshSettings } from '../api';
import { openConsole } from '../testing/console';
import { acme, acmeAdmin, alice, billing, CLUSTER_PEM, operator, payments } from '../testing/fixtures';
import { type Answer, type Sent, serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}`;
const GROUPS = '/t/acme.example/scim/v2/Groups';
const USERS = '/t/acme.example/scim/v2/Users';

const staff: ScimGroup = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  id: 'b1a5f6a2-0000-4000-8000-000000000020',
  displayName: 'staff',
  members: [
    { value: 'b1a5f6a2-0000-4000-8000-000000000021', display: 'bob' },
    { value: 'b1a5f6a2-0000-4000-8000-000000000022', display: 'carol' },
  ],
  meta: { resourceType: 'Group', created: '2026-01-01T12:00:00Z' },
};

const server = (answers: Record<string, Answer | ((sent: Sent) => Answer)>) => serverAnswers({ 'GET /console/session': [200, operator], [`GET ${BASE}`]: [200, acme], ...answers });

async function act(page: string, name: string, action: string) {
  const { user } = openConsole(`/tenants/${acme.id}/${page}`);
  await user.click(await screen.findByRole('button', { name: `Actions for ${name}` }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
  return { user };
}

describe('groups', () => {
  const list = { [`GET ${GROUPS}`]: [200, { schemas: [], totalResults: 1, itemsPerPage: 1, Resources: [{ ...staff, members: undefined }] }] as Answer };

  it('are listed without their members, by cursor', async () => {
    const sent = server(list);
    openConsole(`/tenants/${acme.id}/groups`);
    expect(await screen.findByText('staff')).toBeVisible();
    expect(sent.find(({ path }) => path === GROUPS)?.query).toEqual({ cursor: '', count: '50', excludedAttributes: 'members' });
  });

  it('get and lose members, and keep those that are not named otherwise', async () => {
    const sent = server({
      ...list,
      [`GET ${GROUPS}/${staff.id}`]: [200, staff, 'application/scim+json', { ETag: 'W/"7"' }],
      [`GET ${USERS}`]: [200, { schemas: [], totalResults: 1, Resources: [alice] }],
      [`PATCH ${GROUPS}/${staff.id}`]: [200, staff],
    });
    const { user } = await act('groups', 'staff', 'Edit');
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit staff' }));
    const members = dialog.getByLabelText(/Members/);
    expect(members).toHaveValue('bob\ncarol');
    await user.clear(members);
    await user.type(members, 'carol\nalice');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('staff changed')).toBeVisible();
    const patch = sent.find(({ method }) => method === 'PATCH');
    expect(patch?.headers.get('If-Match')).toBe('W/"7"');
    expect(patch?.body).toMatchObject({
      Operations: [
        { op: 'add', path: 'members', value: [{ value: alice.id }] },
        { op: 'remove', path: `members[value eq "${staff.members?.[0]?.value}"]` },
      ],
    });
  });

  it('are not changed when a member is nobody', async () => {
    const sent = server({ ...list, [`GET ${GROUPS}/${staff.id}`]: [200, staff], [`GET ${USERS}`]: [200, { schemas: [], totalResults: 0 }] });
    const { user } = await act('groups', 'staff', 'Edit');
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit staff' }));
    await user.type(dialog.getByLabelText(/Members/), '\ndave');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText(/There is no user dave\./)).toBeVisible();
    expect(sent.some(({ method }) => method === 'PATCH')).toBe(false);
  });
});

describe('token keys', () => {
  const key: Key = { id: 'k1', algorithm: 'ES256', state: 'active', enabled: true, createdAt: '2026-01-01T12:00:00Z', updatedAt: '2026-01-01T12:00:00Z' };

  it('rotate by algorithm', async () => {
    const sent = server({ [`GET ${BASE}/keys`]: [200, { items: [key] }], [`POST ${BASE}/keys/rotate`]: [200, { items: [key] }] });
    const { user } = openConsole(`/tenants/${acme.id}/keys`);
    await user.click(await screen.findByRole('button', { name: 'Rotate keys' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Rotate keys' }));
    await user.selectOptions(dialog.getByLabelText('Algorithm'), 'RS256');
    await user.click(dialog.getByRole('button', { name: 'Rotate keys' }));
    expect(await screen.findByText('The successors are published')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ algorithm: 'RS256' });
  });

  it('are ended only by their typed name', async () => {
    const sent = server({ [`GET ${BASE}/keys`]: [200, { items: [key] }], [`POST ${BASE}/keys/k1/compromise`]: [200, key] });
    const { user } = await act('keys', 'k1', 'End: its key leaked');
    const dialog = within(await screen.findByRole('alertdialog', { name: /End k1/ }));
    expect(dialog.getByRole('button', { name: 'End: its key leaked' })).toBeDisabled();
    await user.type(dialog.getByLabelText('Type k1 to confirm'), 'k1');
    await user.click(dialog.getByRole('button', { name: 'End: its key leaked' }));
    expect(await screen.findByText('k1 ended')).toBeVisible();
    expect(sent.some(({ path }) => path.endsWith('/k1/compromise'))).toBe(true);
  });
});

it('a federation is added, and says at the field what is no JSON', async () => {
  const sent = server({ [`GET ${BASE}/federations`]: [200, { items: [] }], [`POST ${BASE}/federations`]: [201, { id: 'f1', trustDomain: 'partner.example' } satisfies Partial<Federation>] });
  const { user } = openConsole(`/tenants/${acme.id}/federations`);
  await screen.findByText('No federations yet');
  await user.click(await screen.findByRole('button', { name: 'Add federation' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Add federation' }));
  await user.type(dialog.getByLabelText(/^Trust domain/), 'partner.example');
  await user.type(dialog.getByLabelText(/Address of the bundle/), 'https://partner.example/bundle');
  for (const typed of ['x', 'null', '[[]']) {
    // oxlint-disable-next-line no-await-in-loop
    await user.type(dialog.getByLabelText(/Bundle to begin with/), typed);
    // oxlint-disable-next-line no-await-in-loop
    await user.click(dialog.getByRole('button', { name: 'Add federation' }));
    expect(dialog.getByText('Enter a JSON object.')).toBeVisible();
    // oxlint-disable-next-line no-await-in-loop
    await user.clear(dialog.getByLabelText(/Bundle to begin with/));
  }
  await user.click(dialog.getByRole('button', { name: 'Add federation' }));
  expect(await screen.findByText('Federation with partner.example added')).toBeVisible();
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ trustDomain: 'partner.example', bundleEndpointUrl: 'https://partner.example/bundle', bundleEndpointProfile: 'https_web' });
});

it('an ACME credential shows its key once', async () => {
  const made: AcmeCredential = { id: 'a1', subjectId: 's1', subject: 'shop/payments', protocol: 'acme', dnsZones: [], ipRanges: [], wildcards: false, used: false, createdAt: '2026-01-01T12:00:00Z' };
  const sent = server({ [`GET ${BASE}/acme-credentials`]: [200, { items: [made] }], [`POST ${BASE}/acme-credentials`]: [201, { ...made, keyId: 'kid-1', hmacKey: 'mac-once' }] });
  const { user } = openConsole(`/tenants/${acme.id}/acme-credentials`);
  await user.click(await screen.findByRole('button', { name: 'Make ACME credential' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Make ACME credential' }));
  await user.type(dialog.getByLabelText(/^Subject/), 'shop/payments');
  await user.type(dialog.getByLabelText(/^DNS zones/), 'shop.example');
  await user.type(dialog.getByLabelText(/Good for/), '7 days');
  await user.click(dialog.getByRole('button', { name: 'Make ACME credential' }));
  expect(await screen.findByRole('textbox', { name: 'HMAC key' })).toHaveValue('mac-once');
  await user.click(screen.getByRole('button', { name: 'Done' }));
  expect(screen.queryByDisplayValue('mac-once')).toBeNull();
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ subject: 'shop/payments', protocol: 'acme', dnsZones: ['shop.example'], ipRanges: [], wildcards: false, expiresIn: 'PT604800S' });
});

it('a built-in certificate profile is changed, but never deleted, and stands there for the command line', async () => {
  const profile: CertificateProfile = { id: 'workload', name: 'workload', builtIn: true, enabled: true, holders: ['workload'], groups: [], keyTypes: ['ec-p256'], lifetime: 'PT24H', extendedKeyUsage: ['clientAuth'], names: [], naming: 'spiffeId' };
  const sent = server({ [`GET ${BASE}/certificate-profiles`]: [200, { items: [profile] }], [`GET ${BASE}/certificate-profiles/workload`]: [200, profile], [`PATCH ${BASE}/certificate-profiles/workload`]: [200, profile] });
  const { user } = await act('certificate-profiles', 'workload', 'Edit');
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit workload' }));
  expect(dialog.queryByLabelText(/^Name\b/)).toBeNull();
  await user.clear(dialog.getByLabelText(/Good for/));
  await user.type(dialog.getByLabelText(/Good for/), '12 hours');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('workload changed')).toBeVisible();
  expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ enabled: true, holders: ['workload'], groups: [], keyTypes: ['ec-p256'], lifetime: 'PT43200S', extendedKeyUsage: ['clientAuth'] });
  await user.click(screen.getByRole('button', { name: 'Actions for workload' }));
  expect(screen.queryByRole('menuitem', { name: 'Delete' })).toBeNull();
  await user.click(screen.getByRole('menuitem', { name: 'Same as…' }));
  expect(await screen.findByText(/lightwave certificate-profile show -t acme\.example workload/)).toBeVisible();
});

describe('node authorities', () => {
  const fleet: NodeAuthority = { id: 'n1', name: 'fleet', domain: 'nodes.example', certificates: CLUSTER_PEM, enabled: true, operatorConsent: false, createdAt: '2026-01-01T12:00:00Z', updatedAt: '2026-01-01T12:00:00Z' };
  const list = { [`GET ${BASE}/node-authorities`]: [200, { items: [fleet] }] as Answer };

  it('are added with certificates in PEM and nothing else', async () => {
    const sent = server({ [`GET ${BASE}/node-authorities`]: [200, { items: [] }], [`POST ${BASE}/node-authorities`]: [201, fleet] });
    const { user } = openConsole(`/tenants/${acme.id}/node-authorities`);
    await screen.findByText('No node authorities yet');
    await user.click(screen.getByRole('button', { name: 'Add node authority' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add node authority' }));
    await user.type(dialog.getByLabelText(/^Name/), 'fleet');
    await user.type(dialog.getByLabelText(/^Domain/), 'nodes.example');
    await user.type(dialog.getByLabelText(/^Certificates/), 'x');
    await user.click(dialog.getByRole('button', { name: 'Add node authority' }));
    expect(dialog.getByText('Paste certificates in PEM.')).toBeVisible();
    await user.clear(dialog.getByLabelText(/^Certificates/));
    await user.click(dialog.getByLabelText(/^Certificates/));
    await user.paste(CLUSTER_PEM);
    await user.click(dialog.getByRole('button', { name: 'Add node authority' }));
    expect(await screen.findByText('Node authority fleet added')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ name: 'fleet', domain: 'nodes.example', certificates: CLUSTER_PEM });
  });

  it('have the consent of the operator, and of nobody else', async () => {
    const sent = server({ ...list, [`PUT ${BASE}/node-authorities/n1/operator-consent`]: [200, { ...fleet, operatorConsent: true }] });
    const { user } = await act('node-authorities', 'fleet', 'Consent');
    await user.click(within(await screen.findByRole('alertdialog', { name: 'Consent to fleet?' })).getByRole('button', { name: 'Consent' }));
    expect(await screen.findByText('Consent to fleet given')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PUT')?.body).toEqual({ given: true });
  });

  it('offer no consent to a tenant’s administrator', async () => {
    server({ ...list, 'GET /console/session': [200, acmeAdmin] });
    const { user } = openConsole(`/tenants/${acme.id}/node-authorities`);
    await user.click(await screen.findByRole('button', { name: 'Actions for fleet' }));
    expect(await screen.findByRole('menuitem', { name: 'Edit' })).toBeVisible();
    expect(screen.queryByRole('menuitem', { name: 'Consent' })).toBeNull();
  });

  it('lose their revocation lists when the field is emptied', async () => {
    const known = { ...fleet, revocationLists: 'PEM' };
    const sent = server({ ...list, [`GET ${BASE}/node-authorities/n1`]: [200, known], [`PATCH ${BASE}/node-authorities/n1`]: [200, fleet] });
    const { user } = await act('node-authorities', 'fleet', 'Edit');
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit fleet' }));
    await user.clear(dialog.getByLabelText(/Revocation lists/));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('fleet changed')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ domain: 'nodes.example', certificates: CLUSTER_PEM, revocationLists: null, enabled: true });
  });
});

it('a SAML key follows, and signs when it is told to', async () => {
  const at = { stateSince: '2026-01-01T12:00:00Z', expiresAt: '2028-01-01T12:00:00Z' };
  const keys = [{ id: 'k1', state: 'active', ...at }, { id: 'k2', state: 'next', ...at }];
  const sent = server({ [`GET ${BASE}/saml-keys`]: [200, { items: keys }], [`POST ${BASE}/saml-keys`]: [201, { items: keys }], [`POST ${BASE}/saml-keys/k2/activate`]: [200, { items: keys }] });
  const { user } = await act('saml-keys', 'k2', 'Let it sign');
  await user.click(within(await screen.findByRole('alertdialog', { name: 'Let k2 sign?' })).getByRole('button', { name: 'Let it sign' }));
  expect(await screen.findByText('k2 signs')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Publish a successor' }));
  await user.click(within(await screen.findByRole('dialog', { name: 'Publish a successor' })).getByRole('button', { name: 'Publish a successor' }));
  expect(await screen.findByText('The successor is published')).toBeVisible();
  expect(sent.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([`${BASE}/saml-keys/k2/activate`, `${BASE}/saml-keys`]);
  await user.click(screen.getByRole('button', { name: 'Actions for k1' }));
  expect(screen.queryByRole('menuitem', { name: 'Take out of the metadata' })).toBeNull();
});

it('a type of authorization details has a schema in JSON', async () => {
  const sent = server({ [`GET ${BASE}/authorization-details-types`]: [200, { items: [] }], [`POST ${BASE}/authorization-details-types`]: [201, {}] });
  const { user } = openConsole(`/tenants/${acme.id}/authorization-details-types`);
  await screen.findByText('No types yet');
  await user.click(screen.getByRole('button', { name: 'Add type' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Add type' }));
  await user.type(dialog.getByLabelText(/^Type/), 'payment');
  await user.type(dialog.getByLabelText(/^Resource server/), 'ledger');
  await user.type(dialog.getByLabelText(/^Title/), 'A payment');
  await user.click(dialog.getByRole('button', { name: 'Add type' }));
  expect(await screen.findByText('Type payment added')).toBeVisible();
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ name: 'payment', resourceServer: 'ledger', title: 'A payment', schema: { type: 'object', properties: {} } });
});

it('an SSH certificate is revoked with the reason', async () => {
  const one = { id: 's1', kind: 'user', serial: '77', authority: 'a', subjectId: alice.id, keyId: 'user:alice@acme.example', principals: ['alice'], notBefore: '2026-01-01T12:00:00Z', notAfter: '2026-01-01T20:00:00Z', state: 'valid', createdAt: '2026-01-01T12:00:00Z' };
  const sent = server({ [`GET ${BASE}/ssh/certificates`]: [200, { items: [one] }], [`POST ${BASE}/ssh/certificates/s1/revoke`]: [200, { ...one, state: 'revoked' }] });
  const { user } = await act('ssh-certificates', '77', 'Revoke: its key leaked');
  await user.click(within(await screen.findByRole('alertdialog', { name: /Revoke 77\?/ })).getByRole('button', { name: 'Revoke: its key leaked' }));
  expect(await screen.findByText('77 revoked')).toBeVisible();
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ reason: 'keyCompromise' });
});

it('settings of SSH name the accounts of groups, and take away those that are no longer named', async () => {
  const ssh: SshSettings = { users: { enabled: true, lifetime: 'PT8H', groups: [], groupPrincipals: { ops: ['deploy'], old: ['backup'] } }, hosts: { enabled: false, lifetime: 'PT720H', principals: ['{name}'] } };
  const sent = server({
    [`GET ${BASE}/policies/token`]: [200, { implicitFlows: false, mlDsa: false, redirectSchemes: [] }],
    [`GET ${BASE}/policies/registration`]: [200, { openRegistration: false, requirePkce: true, grantTypes: [], scopes: [], audiences: [], metadataDocumentHosts: [], maximumClients: 1 }],
    [`GET ${BASE}/policies/audit`]: [200, {}],
    [`GET ${BASE}/ssh`]: [200, ssh],
    [`PATCH ${BASE}/ssh`]: [200, ssh],
  });
  const { user } = openConsole(`/tenants/${acme.id}/settings`);
  await user.click(await screen.findByRole('button', { name: 'Edit SSH certificates' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit SSH certificates' }));
  expect(dialog.getByLabelText(/Further accounts/)).toHaveValue('ops: deploy\nold: backup');
  for (const [typed, said] of [
    ['ops: deploy\nops: web', 'Name each group once.'],
    ['ops:deploy:', 'Write each as GROUP: ACCOUNT ACCOUNT.'],
    [': deploy', 'Write each as GROUP: ACCOUNT ACCOUNT.'],
    ['ops: ,', 'Write each as GROUP: ACCOUNT ACCOUNT.'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    await user.clear(dialog.getByLabelText(/Further accounts/));
    // oxlint-disable-next-line no-await-in-loop
    await user.type(dialog.getByLabelText(/Further accounts/), typed);
    // oxlint-disable-next-line no-await-in-loop
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText(said)).toBeVisible();
  }
  await user.clear(dialog.getByLabelText(/Further accounts/));
  await user.type(dialog.getByLabelText(/Further accounts/), 'ops: deploy, web\na:b: c');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('SSH certificates changed')).toBeVisible();
  expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({
    users: { enabled: true, lifetime: 'PT28800S', groups: [], groupPrincipals: { old: null, ops: ['deploy', 'web'], 'a:b': ['c'] } },
    hosts: { enabled: false, lifetime: 'PT2592000S', principals: ['{name}'] },
  });
});

it('settings are shown in words and changed by themselves', async () => {
  const policy: RegistrationPolicy = { openRegistration: false, requirePkce: true, grantTypes: ['authorization_code'], scopes: ['openid'], audiences: [], metadataDocumentHosts: [], maximumClients: 100 };
  const sent = server({
    [`GET ${BASE}/policies/token`]: [200, { implicitFlows: false, mlDsa: false, redirectSchemes: [] }],
    [`GET ${BASE}/policies/registration`]: [200, policy],
    [`GET ${BASE}/policies/audit`]: [200, { retentionDays: 400 }],
    [`GET ${BASE}/ssh`]: [200, {}],
    [`PATCH ${BASE}/policies/audit`]: [200, {}],
  });
  const { user } = openConsole(`/tenants/${acme.id}/settings`);
  expect(await screen.findByText('Who has an access token for it')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Export as YAML' })).toHaveAttribute('href', `${BASE}/configuration`);
  await user.click(await screen.findByRole('button', { name: 'Edit Audit trail' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit Audit trail' }));
  await user.clear(dialog.getByLabelText(/Kept for days/));
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Audit trail changed')).toBeVisible();
  expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ retentionDays: null });
});

describe('what hands out rights asks for a fresh sign-in first:', () => {
  const longAgo = { ...operator, provenAt: '2026-01-01T12:00:00Z' };
  const fleet = { id: 'n1', name: 'fleet', domain: 'nodes.example', certificates: CLUSTER_PEM, enabled: true, operatorConsent: false, createdAt: '2026-01-01T12:00:00Z', updatedAt: '2026-01-01T12:00:00Z' };
  const partner = { id: 'f1', trustDomain: 'partner.example', bundleEndpointUrl: 'https://partner.example/bundle', bundleEndpointProfile: 'https_web', enabled: true, createdAt: '2026-01-01T12:00:00Z', updatedAt: '2026-01-01T12:00:00Z' };
  const build = { id: 'build', name: 'build', builtIn: false, enabled: true, holders: ['workload'], groups: [], keyTypes: ['ec-p256'], lifetime: 'PT24H', extendedKeyUsage: ['clientAuth'], names: [], naming: 'templates' };
  const answers = {
    'GET /console/session': [200, longAgo] as Answer,
    [`GET ${BASE}/node-authorities`]: [200, { items: [fleet] }] as Answer,
    [`GET ${BASE}/node-authorities/n1`]: [200, fleet] as Answer,
    [`GET ${BASE}/acme-credentials`]: [200, { items: [{ id: 'a1', subjectId: 's1', subject: 'shop/payments', protocol: 'acme', dnsZones: [], ipRanges: [], wildcards: false, used: false, createdAt: '2026-01-01T12:00:00Z' }] }] as Answer,
    [`GET ${BASE}/clients/${billing.id}`]: [200, { ...billing, secrets: [] }] as Answer,
    [`GET ${BASE}/policies/token`]: [200, { implicitFlows: false, mlDsa: false, redirectSchemes: [] }] as Answer,
    [`GET ${BASE}/policies/registration`]: [200, { openRegistration: false, requirePkce: true, grantTypes: [], scopes: [], audiences: [], metadataDocumentHosts: [], maximumClients: 1 }] as Answer,
    [`GET ${BASE}/policies/audit`]: [200, {}] as Answer,
    [`GET ${BASE}/ssh`]: [200, {}] as Answer,
    [`GET ${BASE}/trusted-issuers`]: [200, { items: [] }] as Answer,
    [`GET ${BASE}/nodes`]: [200, { items: [] }] as Answer,
    [`GET ${BASE}/join-tokens`]: [200, { items: [] }] as Answer,
    [`GET ${BASE}/identity-providers`]: [200, { items: [] }] as Answer,
    [`GET ${BASE}/ldap-sources`]: [200, { items: [] }] as Answer,
    [`GET ${BASE}/federations`]: [200, { items: [partner] }] as Answer,
    [`GET ${BASE}/federations/f1`]: [200, partner] as Answer,
    [`GET ${BASE}/certificate-profiles`]: [200, { items: [build] }] as Answer,
    [`GET ${BASE}/certificate-profiles/build`]: [200, build] as Answer,
    [`GET ${BASE}/workloads`]: [200, { items: [] }] as Answer,
    [`GET ${BASE}/workloads/${payments.id}`]: [200, payments] as Answer,
  };

  it.each([
    ['settings', 'Edit SSH certificates'],
    ['settings', 'Edit Audit trail'],
    ['settings', 'Edit Tokens'],
    ['identity-providers', 'Add OpenID provider'],
    ['identity-providers', 'Add SAML provider'],
    ['identity-providers', 'Add LDAP directory'],
    ['federations', 'Add federation'],
    ['certificate-profiles', 'Create certificate profile'],
    ['workloads', 'Create workload'],
    [`workloads/${payments.id}`, 'Add rule'],
    ['acme-credentials', 'Make ACME credential'],
    ['node-authorities', 'Add node authority'],
    [`clients/${billing.id}`, 'New secret'],
    [`clients/${billing.id}`, 'Edit'],
    ['trusted-issuers', 'Add trusted issuer'],
    ['nodes', 'Add node'],
  ])('%s, %s', async (page, button) => {
    server(answers);
    const { user } = openConsole(`/tenants/${acme.id}/${page}`);
    await user.click(await screen.findByRole('button', { name: button }));
    expect(await within(await screen.findByRole('dialog')).findByRole('button', { name: 'Sign in again' })).toBeVisible();
  });

  it.each([
    ['node-authorities', 'fleet', 'Edit', 'dialog'],
    ['node-authorities', 'fleet', 'Consent', 'alertdialog'],
    ['node-authorities', 'fleet', 'Delete', 'alertdialog'],
    ['federations', 'partner.example', 'Edit', 'dialog'],
    ['federations', 'partner.example', 'Delete', 'alertdialog'],
    ['certificate-profiles', 'build', 'Edit', 'dialog'],
    ['certificate-profiles', 'build', 'Delete', 'alertdialog'],
  ])('%s, %s, %s', async (page, name, action, role) => {
    server(answers);
    await act(page, name, action);
    expect(await within(await screen.findByRole(role)).findByRole('button', { name: 'Sign in again' })).toBeVisible();
  });
});
