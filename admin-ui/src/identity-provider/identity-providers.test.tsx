import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { IdentityProvider, LdapSource } from '../api';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, type Sent, serverAnswers } from '../testing/server';
import { typedRule } from './rules';

const BASE = `/api/v1/tenants/${acme.id}`;
const at = { createdAt: '2026-01-01T12:00:00Z', updatedAt: '2026-01-01T12:00:00Z' };

const corp: IdentityProvider = {
  id: 'b1a5f6a2-0000-4000-8000-000000000021',
  name: 'corp',
  kind: 'oidc',
  displayName: 'Corp Ltd',
  issuer: 'https://id.corp.example',
  clientId: 'acme',
  hasClientSecret: true,
  redirectUri: 'https://lightwave.example/t/acme.example/login/callback/21',
  groupRules: [{ claim: 'roles', value: 'clerk', group: 'clerks' }],
  enabled: true,
  ...at,
};

const firm: LdapSource = {
  id: 'b1a5f6a2-0000-4000-8000-000000000022',
  name: 'firm',
  kind: 'ldap',
  urls: ['ldaps://ldap.firm.example'],
  bindDn: 'cn=reader,dc=firm,dc=example',
  userBase: 'dc=firm,dc=example',
  groupBase: 'ou=groups,dc=firm,dc=example',
  hasBindPassword: true,
  enabled: true,
  ...at,
};

const server = (answers: Record<string, Answer | ((sent: Sent) => Answer)> = {}) =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/identity-providers`]: [200, { items: [corp] }],
    [`GET ${BASE}/ldap-sources`]: [200, { items: [firm] }],
    ...answers,
  });

const open = () => openConsole(`/tenants/${acme.id}/identity-providers`);

async function act(name: string, action: string) {
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: `Actions for ${name}` }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
  return user;
}

async function dialogOf(name: string) {
  return within(await screen.findByRole('dialog', { name }));
}

describe('identity providers', () => {
  it('are listed, both kinds', async () => {
    server();
    open();
    expect(await screen.findByText('https://id.corp.example')).toBeVisible();
    expect(await screen.findByText('ldaps://ldap.firm.example')).toBeVisible();
  });

  it('are added with what was typed', async () => {
    const sent = server({ [`POST ${BASE}/identity-providers`]: [201, corp] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Add OpenID provider' }));
    const dialog = await dialogOf('Add OpenID provider');
    await user.type(dialog.getByLabelText(/^Name/), 'partner');
    await user.type(dialog.getByLabelText(/^Issuer/), 'https://partner.example');
    await user.type(dialog.getByLabelText(/^Client id/), 'us');
    await user.type(dialog.getByLabelText('Client secret'), 'hush');
    await user.type(dialog.getByLabelText('Only people with'), 'acme.example');
    await user.type(dialog.getByLabelText('Groups'), 'roles=boss');
    await user.click(dialog.getByRole('button', { name: 'Add OpenID provider' }));
    expect(dialog.getByText(/Not a rule: “roles=boss”/)).toBeVisible();
    expect(dialog.getByText(/Not a claim: “acme.example”/)).toBeVisible();
    await user.clear(dialog.getByLabelText('Only people with'));
    await user.type(dialog.getByLabelText('Only people with'), 'hd=acme.example');
    await user.selectOptions(dialog.getByLabelText('Its answers come by'), 'form_post');
    await user.type(dialog.getByLabelText('Groups'), ' -> bosses');
    await user.click(dialog.getByRole('button', { name: 'Add OpenID provider' }));
    expect(await screen.findByText('OpenID provider partner added')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toMatchObject({
      name: 'partner',
      displayName: 'partner',
      issuer: 'https://partner.example',
      clientSecret: 'hush',
      groupRules: [{ claim: 'roles', value: 'boss', group: 'bosses' }],
      requiredClaims: [{ claim: 'hd', value: 'acme.example' }],
      responseMode: 'form_post',
    });
  });

  it('keep their secret when no other is typed, and say what a test found', async () => {
    const sent = server({
      [`POST ${BASE}/identity-providers/test`]: problem(400, 'Not acceptable.', [{ field: 'issuer', detail: 'its metadata cannot be had' }]),
      [`GET ${BASE}/identity-providers/${corp.id}`]: [200, corp], [`PATCH ${BASE}/identity-providers/${corp.id}`]: [200, corp],
    });
    const user = await act('corp', 'Edit');
    const dialog = await dialogOf('Edit corp');
    await user.click(dialog.getByRole('button', { name: 'Test connection' }));
    expect(await dialog.findByRole('status')).toHaveTextContent('Not acceptable.');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('OpenID provider corp changed')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).not.toHaveProperty('clientSecret');
  });
});

describe('SAML providers', () => {
  const uni: IdentityProvider = {
    id: 'b1a5f6a2-0000-4000-8000-000000000023',
    name: 'uni',
    kind: 'saml',
    entityId: 'https://idp.uni.example',
    serviceProviderEntityId: 'https://lightwave.example/t/acme.example/saml/sp/23/metadata',
    metadataUrl: 'https://idp.uni.example/metadata',
    hasClientSecret: false,
    redirectUri: 'https://lightwave.example/t/acme.example/saml/sp/23/acs',
    enabled: true,
    ...at,
  };

  it('are added from an address or from what is pasted, never from both', async () => {
    const sent = server({ [`POST ${BASE}/identity-providers`]: [201, uni] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Add SAML provider' }));
    const dialog = await dialogOf('Add SAML provider');
    await user.type(dialog.getByLabelText(/^Name/), 'uni');
    await user.click(dialog.getByRole('button', { name: 'Add SAML provider' }));
    expect(dialog.getByText('Enter an address, or paste metadata below.')).toBeVisible();
    await user.type(dialog.getByLabelText('Metadata address'), 'https://idp.uni.example/metadata');
    await user.type(dialog.getByLabelText('Metadata'), '<x/>');
    await user.click(dialog.getByRole('button', { name: 'Add SAML provider' }));
    expect(dialog.getByText('Either an address or metadata.')).toBeVisible();
    await user.clear(dialog.getByLabelText('Metadata'));
    await user.click(dialog.getByRole('button', { name: 'Add SAML provider' }));
    expect(await screen.findByText('SAML provider uni added')).toBeVisible();
    const body = sent.find(({ method }) => method === 'POST')?.body;
    expect(body).toMatchObject({ name: 'uni', kind: 'saml', metadataUrl: 'https://idp.uni.example/metadata', idpInitiated: false });
    expect(body).not.toHaveProperty('metadata');
    expect(body).not.toHaveProperty('issuer');
  });

  it('are listed with what they have to be told, and lose the address that is taken out', async () => {
    const sent = server({
      [`GET ${BASE}/identity-providers`]: [200, { items: [uni] }],
      [`GET ${BASE}/identity-providers/${uni.id}`]: [200, uni], [`PATCH ${BASE}/identity-providers/${uni.id}`]: [200, uni],
    });
    const user = await act('uni', 'Edit');
    expect(screen.getByText('https://idp.uni.example')).toBeInTheDocument();
    const dialog = await dialogOf('Edit uni');
    await user.clear(dialog.getByLabelText('Metadata address'));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('SAML provider uni changed')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toMatchObject({ metadataUrl: null });
  });
});

describe('LDAP directories', () => {
  it('are tried before they are added, server by server', async () => {
    const sent = server({
      [`POST ${BASE}/ldap-sources/test`]: [200, { good: false, servers: [{ url: 'ldaps://dc1:636', good: false, trouble: 'invalid credentials' }] }],
      [`POST ${BASE}/ldap-sources`]: [201, firm],
    });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Add LDAP directory' }));
    const dialog = await dialogOf('Add LDAP directory');
    await user.type(dialog.getByLabelText(/^Name/), 'corp');
    await user.type(dialog.getByLabelText(/^Servers/), 'ldaps://dc1{Enter}ldaps://dc2');
    await user.type(dialog.getByLabelText(/^People below/), 'dc=corp');
    await user.type(dialog.getByLabelText('Search as'), 'cn=reader');
    await user.type(dialog.getByLabelText('Its password'), 'hush');
    await user.type(dialog.getByLabelText('Look for, in a test'), 'alice');
    await user.click(dialog.getByRole('button', { name: 'Test connection' }));
    expect(await dialog.findByText('ldaps://dc1:636: invalid credentials')).toBeVisible();
    expect(sent.find(({ path }) => path.endsWith('/test'))?.body).toMatchObject({ userName: 'alice', source: { bindPassword: 'hush' } });
    await user.click(dialog.getByRole('button', { name: 'Add LDAP directory' }));
    expect(await screen.findByText('LDAP directory corp added')).toBeVisible();
    expect(sent.at(-2)?.body).toMatchObject({ name: 'corp', kind: 'ldap', urls: ['ldaps://dc1', 'ldaps://dc2'], userBase: 'dc=corp', bindDn: 'cn=reader' });
    expect(sent.at(-2)?.body).not.toHaveProperty('userFilter');
    expect(sent.at(-2)?.body).not.toHaveProperty('testUser');
  });

  it('lose what is taken out of them, and are tried with the password that is kept', async () => {
    const sent = server({
      [`POST ${BASE}/ldap-sources/${firm.id}/test`]: [200, { good: true, servers: [{ url: 'ldaps://ldap.firm.example:636', good: true }] }],
      [`GET ${BASE}/ldap-sources/${firm.id}`]: [200, firm], [`PATCH ${BASE}/ldap-sources/${firm.id}`]: [200, firm],
    });
    const user = await act('firm', 'Edit');
    const dialog = await dialogOf('Edit firm');
    await user.click(dialog.getByRole('button', { name: 'Test connection' }));
    expect(await dialog.findByText('Every server did what was asked')).toBeVisible();
    await user.clear(dialog.getByLabelText('Groups below'));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('LDAP directory firm changed')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toMatchObject({ groupBase: null, bindDn: firm.bindDn });
  });

  it('are deleted only when that is confirmed', async () => {
    const sent = server({ [`DELETE ${BASE}/ldap-sources/${firm.id}`]: [204] });
    const user = await act('firm', 'Delete');
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(false);
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete directory' }));
    expect(await screen.findByText('LDAP directory firm deleted')).toBeVisible();
  });
});

describe('a rule for groups', () => {
  it('is what stands around the last arrow', () => {
    expect(typedRule('cn=a->b,dc=c -> staff')).toEqual({ from: 'cn=a->b,dc=c', group: 'staff' });
    expect(typedRule('staff')).toBeUndefined();
    expect(typedRule('-> staff')).toBeUndefined();
  });
});
