import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, billing, operator } from '../testing/fixtures';
import { type Answer, problem, serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}/clients`;

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({ 'GET /console/session': [200, operator], [`GET /api/v1/tenants/${acme.id}`]: [200, acme], [`GET ${BASE}`]: [200, { items: [billing] }], ...answers });

const open = () => openConsole(`/tenants/${acme.id}/clients`);

async function openDialog() {
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Create client' }));
  return { user, dialog: within(await screen.findByRole('dialog', { name: 'Create client' })) };
}

async function confirm(action: string) {
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Actions for billing' }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
  return { user, dialog: within(await screen.findByRole('alertdialog')) };
}

describe('creating a client', () => {
  it('shows its secret once, and nowhere after', async () => {
    const sent = server({ [`POST ${BASE}`]: [201, { ...billing, clientId: 'reports', clientSecret: 's3cr3t-once' }] });
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/Client id/), 'reports');
    await user.click(dialog.getByRole('button', { name: 'Create client' }));
    const shown = within(await screen.findByRole('dialog', { name: 'Secret of reports' }));
    expect(shown.getByRole('textbox', { name: 'Client secret' })).toHaveValue('s3cr3t-once');
    expect(shown.getByText(/-u 'reports:s3cr3t-once'/)).toBeVisible();
    await user.click(shown.getByRole('button', { name: 'Done' }));
    expect(screen.queryByDisplayValue('s3cr3t-once')).toBeNull();
    expect(document.body.textContent).not.toContain('s3cr3t-once');
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      clientId: 'reports',
      grantTypes: ['client_credentials'],
      tokenEndpointAuthMethod: 'client_secret_basic',
    });
  });

  it('asks a single-page application for redirect URIs, and for no secret', async () => {
    const sent = server({ [`POST ${BASE}`]: [201, { ...billing, clientId: 'shop', tokenEndpointAuthMethod: 'none' }] });
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/Client id/), 'shop');
    await user.click(dialog.getByLabelText('Single-page or native application'));
    expect(dialog.queryByLabelText('Authentication')).toBeNull();
    await user.click(dialog.getByRole('button', { name: 'Create client' }));
    expect(dialog.getByText('Enter at least one redirect URI.')).toBeVisible();
    await user.type(dialog.getByLabelText(/Redirect URIs/), 'https://shop.example/a\n https://shop.example/b ');
    await user.click(dialog.getByRole('button', { name: 'Create client' }));
    expect(await screen.findByText('Client shop created')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      clientId: 'shop',
      grantTypes: ['authorization_code', 'refresh_token'],
      tokenEndpointAuthMethod: 'none',
      redirectUris: ['https://shop.example/a', 'https://shop.example/b'],
    });
  });

  it('takes public keys as a key set and refuses anything else', async () => {
    const sent = server({ [`POST ${BASE}`]: [201, { ...billing, clientId: 'signer' }] });
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/Client id/), 'signer');
    await user.selectOptions(dialog.getByLabelText('Authentication'), 'private_key_jwt');
    await user.type(dialog.getByLabelText(/Public keys/), 'ssh-ed25519 AAAA');
    await user.click(dialog.getByRole('button', { name: 'Create client' }));
    expect(dialog.getByText(/Paste a JSON Web Key Set/)).toBeVisible();
    await user.clear(dialog.getByLabelText(/Public keys/));
    await user.type(dialog.getByLabelText(/Public keys/), '{{"keys":[[]}');
    await user.click(dialog.getByRole('button', { name: 'Create client' }));
    expect(await screen.findByText('Client signer created')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toMatchObject({ tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [] } });
  });
});

describe('a client in the list', () => {
  it('is deleted only when that is confirmed, by a dialog that names it and begins at Cancel', async () => {
    const sent = server({ [`DELETE ${BASE}/${billing.id}`]: [204] });
    const { user, dialog } = await confirm('Delete');
    expect(dialog.getByRole('heading', { name: /Delete billing\?/ })).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveFocus();
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(false);
    await user.click(dialog.getByRole('button', { name: 'Delete client' }));
    expect(await screen.findByText('Client billing deleted')).toBeVisible();
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(true);
  });

  it('is deleted only after a fresh sign-in, alone or among others', async () => {
    server({ 'GET /console/session': [200, { ...operator, provenAt: '2026-01-01T12:00:00Z' }] });
    const { user, dialog } = await confirm('Delete');
    expect(dialog.getByRole('button', { name: 'Sign in again' })).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));
    await user.click(screen.getByRole('checkbox', { name: 'Choose billing' }));
    await user.click(screen.getByRole('button', { name: 'Delete (1)' }));
    expect(within(await screen.findByRole('dialog', { name: 'Delete 1?' })).getByRole('button', { name: 'Sign in again' })).toBeVisible();
  });

  it('is disabled by a merge patch', async () => {
    const sent = server({ [`PATCH ${BASE}/${billing.id}`]: [200, { ...billing, enabled: false }] });
    const { user, dialog } = await confirm('Disable');
    await user.click(dialog.getByRole('button', { name: 'Disable client' }));
    expect(await screen.findByText('Client billing disabled')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ enabled: false });
  });

  it('stays, and the dialog says why, when the server refuses', async () => {
    server({ [`DELETE ${BASE}/${billing.id}`]: problem(403, 'Only an administrator may delete clients.') });
    const { user, dialog } = await confirm('Delete');
    await user.click(dialog.getByRole('button', { name: 'Delete client' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('Only an administrator may delete clients.');
  });
});

describe('the preview of a token', () => {
  const shop = { ...billing, grantTypes: ['client_credentials', 'authorization_code', 'refresh_token'] };
  const claim = (name: string, value: unknown, from: string, field: string) => ({ name, value, from, field });
  const preview = {
    grantType: 'authorization_code',
    scopes: ['openid'],
    audience: acme.issuer,
    accessToken: { format: 'jwt', type: 'at+jwt', algorithm: 'ES256', bytes: 5000, tooLong: true, encrypted: false, claims: [claim('iss', acme.issuer, 'tenant', 'issuer'), claim('amr', ['pwd'], 'session', 'amr')] },
    idToken: { format: 'jwt', type: 'JWT', algorithm: 'RS256', bytes: 900, tooLong: false, encrypted: false, claims: [claim('email', 'alice@acme.example', 'user', 'mail')] },
    userInfo: [claim('groups', ['crew'], 'group', '')],
  };

  const openClient = (answer: Answer) => {
    const sent = server({ [`GET ${BASE}/${billing.id}`]: [200, shop], [`POST ${BASE}/${billing.id}/token-preview`]: answer });
    return { sent, ...openConsole(`/tenants/${acme.id}/clients/${billing.id}`) };
  };

  it('says what stands in each token, and where it comes from', async () => {
    const { sent, user } = openClient([200, preview]);
    await user.selectOptions(await screen.findByLabelText('Grant'), 'authorization_code');
    await user.type(screen.getByLabelText(/User name/), 'alice');
    await user.type(screen.getByLabelText('Scopes'), 'openid email');
    await user.click(screen.getByRole('button', { name: 'Preview' }));
    const access = within(await screen.findByRole('region', { name: 'Access token' }));
    expect(access.getByText(/more than every proxy lets through/)).toBeVisible();
    expect(access.getByRole('row', { name: /iss .* Tenant: issuer/ })).toBeVisible();
    expect(access.getByText('["pwd"]')).toBeVisible();
    expect(within(screen.getByRole('region', { name: 'ID token' })).getByRole('row', { name: 'email alice@acme.example Person: mail' })).toBeVisible();
    expect(within(screen.getByRole('region', { name: 'UserInfo' })).getByRole('row', { name: /groups .* Groups of the person/ })).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ grantType: 'authorization_code', user: 'alice', scopes: ['openid', 'email'] });
  });

  it('says at the field what would be refused', async () => {
    const { user } = openClient(problem(400, 'scopes: not granted', [{ field: 'scopes', detail: 'scope not granted: made-up' }]));
    await user.type(await screen.findByLabelText('Scopes'), 'made-up');
    await user.click(screen.getByRole('button', { name: 'Preview' }));
    expect(await screen.findByText('scope not granted: made-up')).toBeVisible();
  });
});

describe('the secrets of a client', () => {
  const one = `${BASE}/${billing.id}`;
  const secrets = [{ id: 'first', createdAt: '2026-01-01T12:00:00Z' }];

  it('get a successor that is shown once, and the one before ends later', async () => {
    const sent = server({ [`GET ${one}`]: [200, { ...billing, secrets }], [`POST ${one}/secrets`]: [201, { ...billing, secrets, clientSecret: 'new-and-once' }] });
    const { user } = openConsole(`/tenants/${acme.id}/clients/${billing.id}`);
    await user.click(await screen.findByRole('button', { name: 'New secret' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New secret' }));
    await user.type(dialog.getByLabelText('The one before is good for'), '2 hours');
    await user.click(dialog.getByRole('button', { name: 'Make secret' }));
    const shown = within(await screen.findByRole('dialog', { name: 'Secret of billing' }));
    expect(shown.getByRole('textbox', { name: 'Client secret' })).toHaveValue('new-and-once');
    await user.click(shown.getByRole('button', { name: 'Done' }));
    expect(document.body.textContent).not.toContain('new-and-once');
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ previousExpiresIn: 'PT7200S' });
  });

  it('are ended one by one', async () => {
    const sent = server({ [`GET ${one}`]: [200, { ...billing, secrets }], [`DELETE ${one}/secrets/first`]: [204] });
    const { user } = openConsole(`/tenants/${acme.id}/clients/${billing.id}`);
    await user.click(await screen.findByRole('button', { name: 'Actions for first' }));
    await user.click(await screen.findByRole('menuitem', { name: 'End' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'End secret' }));
    expect(await screen.findByText('Secret first ended')).toBeVisible();
    expect(sent.some(({ method, path }) => method === 'DELETE' && path === `${one}/secrets/first`)).toBe(true);
  });
});
