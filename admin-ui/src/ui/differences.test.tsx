import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Client } from '../api';
import { openConsole } from '../testing/console';
import { acme, billing, operator } from '../testing/fixtures';
import { serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}`;
const CLIENT = `${BASE}/clients/${billing.id}`;

/** A server at which somebody else changes the client once the dialog is open. */
function serverWith(now: { client: Client; version: string }) {
  return serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${CLIENT}`]: () => [200, now.client, 'application/json', { ETag: now.version }],
    [`PATCH ${CLIENT}`]: ({ body }) => [200, { ...now.client, ...(body as Partial<Client>) }],
  });
}

async function edit() {
  const { user } = openConsole(`/tenants/${acme.id}/clients/${billing.id}`);
  await user.click(await screen.findByRole('button', { name: 'Edit' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit billing' }));
  await user.type(dialog.getByLabelText(/Audiences/), 'orders');
  return { user, dialog, save: () => user.click(dialog.getByRole('button', { name: 'Save' })) };
}

describe('what somebody else changed meanwhile', () => {
  it('is nothing, and the change goes with the version that it is of', async () => {
    const sent = serverWith({ client: billing, version: '"1"' });
    const { save } = await edit();
    await save();
    expect(await screen.findByText('Client billing changed')).toBeVisible();
    const patch = sent.find(({ method }) => method === 'PATCH');
    expect(patch?.headers.get('If-Match')).toBe('"1"');
    expect(patch?.body).toEqual({ redirectUris: [], audiences: ['orders'], scopes: [] });
  });

  it('is shown by field, and holds as was chosen', async () => {
    const now = { client: billing, version: '"1"' };
    const sent = serverWith(now);
    const { user, dialog, save } = await edit();
    now.client = { ...billing, audiences: ['reports'], scopes: ['read'] };
    now.version = '"2"';
    await save();
    expect(await dialog.findByText(/Somebody else changed this meanwhile/)).toBeVisible();
    expect(sent.some(({ method }) => method === 'PATCH')).toBe(false);
    const audiences = within(dialog.getByRole('radiogroup', { name: 'Audiences' }));
    expect(audiences.getByRole('radio', { name: 'As typed here: orders' })).toBeChecked();
    const scopes = within(dialog.getByRole('radiogroup', { name: 'Scopes' }));
    expect(scopes.getByRole('radio', { name: 'As it is now: read' })).toBeChecked();
    await user.click(audiences.getByRole('radio', { name: 'As it is now: reports' }));
    await save();
    expect(await screen.findByText('Client billing changed')).toBeVisible();
    const patch = sent.find(({ method }) => method === 'PATCH');
    expect(patch?.headers.get('If-Match')).toBe('"2"');
    expect(patch?.body).toEqual({ redirectUris: [], audiences: ['reports'], scopes: ['read'] });
  });

  it('is asked again when it changed once more while somebody decided', async () => {
    const now = { client: billing, version: '"1"' };
    const sent = serverWith(now);
    const { dialog, save } = await edit();
    now.client = { ...billing, audiences: ['reports'] };
    await save();
    await dialog.findByRole('radio', { name: 'As it is now: reports' });
    now.client = { ...billing, audiences: ['books'] };
    await save();
    expect(await dialog.findByRole('radio', { name: 'As it is now: books' })).toBeVisible();
    await save();
    expect(await screen.findByText('Client billing changed')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ redirectUris: [], audiences: ['orders'], scopes: [] });
  });
});
