import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CertificateProfile, Federation, Key, RegistrationPolicy, ScimGroup } from '../api';
import { openConsole } from '../testing/console';
import { acme, alice, operator } from '../testing/fixtures';
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
  await user.type(dialog.getByLabelText(/Bundle to begin with/), 'x');
  await user.click(dialog.getByRole('button', { name: 'Add federation' }));
  expect(dialog.getByText('Enter a JSON object.')).toBeVisible();
  await user.clear(dialog.getByLabelText(/Bundle to begin with/));
  await user.click(dialog.getByRole('button', { name: 'Add federation' }));
  expect(await screen.findByText('Federation with partner.example added')).toBeVisible();
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ trustDomain: 'partner.example', bundleEndpointUrl: 'https://partner.example/bundle', bundleEndpointProfile: 'https_web' });
});

it('an ACME credential shows its key once', async () => {
  const made = { id: 'a1', subjectId: 's1', subject: 'shop/payments', dnsZones: [], ipRanges: [], wildcards: false, used: false, createdAt: '2026-01-01T12:00:00Z' };
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
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ subject: 'shop/payments', dnsZones: ['shop.example'], ipRanges: [], wildcards: false, expiresIn: 'PT604800S' });
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

it('settings are shown in words and changed by themselves', async () => {
  const policy: RegistrationPolicy = { openRegistration: false, requirePkce: true, grantTypes: ['authorization_code'], scopes: ['openid'], audiences: [], metadataDocumentHosts: [], maximumClients: 100 };
  const sent = server({
    [`GET ${BASE}/policies/token`]: [200, { implicitFlows: false, mlDsa: false }],
    [`GET ${BASE}/policies/registration`]: [200, policy],
    [`GET ${BASE}/policies/audit`]: [200, { retentionDays: 400 }],
    [`PATCH ${BASE}/policies/audit`]: [200, {}],
  });
  const { user } = openConsole(`/tenants/${acme.id}/settings`);
  expect(await screen.findByText('Who has an access token for it')).toBeVisible();
  await user.click(await screen.findByRole('button', { name: 'Edit Audit trail' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit Audit trail' }));
  await user.clear(dialog.getByLabelText(/Kept for days/));
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Audit trail changed')).toBeVisible();
  expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ retentionDays: null });
});
