import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ResourceServer } from '../api';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { problem, serverAnswers } from '../testing/server';

describe('creating a resource server', () => {
  it('shows every field the server refuses, also one it has no control for', async () => {
    const base = `/api/v1/tenants/${acme.id}/resource-servers`;
    const sent = serverAnswers({
      'GET /console/session': [200, operator],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      [`GET ${base}`]: [200, { items: [] }],
      [`POST ${base}`]: problem(400, 'The request is refused.', [
        { field: 'clients.0', detail: 'There is no client billing.' },
        { field: 'limit', detail: 'At most 100 resource servers.' },
      ]),
    });
    const { user } = openConsole(`/tenants/${acme.id}/resource-servers`);
    await user.click(await screen.findByRole('button', { name: 'Create resource server' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/^Name/), 'orders');
    await user.type(dialog.getByLabelText(/^URI/), 'https://orders.example');
    await user.type(dialog.getByLabelText('Introspecting clients'), 'billing');
    await user.type(dialog.getByLabelText('Scopes'), 'read  write');
    await user.click(dialog.getByRole('button', { name: 'Create resource server' }));
    expect(await dialog.findByText('There is no client billing.')).toBeVisible();
    expect(dialog.getByRole('alert')).toHaveTextContent('The request is refused. limit: At most 100 resource servers.');
    expect(dialog.getByLabelText('Introspecting clients')).toHaveFocus();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ name: 'orders', uri: 'https://orders.example', clients: ['billing'], scopes: ['read', 'write'] });
  });
});

it('a resource server is changed, and what was chosen goes back to the usual', async () => {
  const base = `/api/v1/tenants/${acme.id}/resource-servers`;
  const ledger: ResourceServer = { id: 'r1', name: 'ledger', uri: 'https://ledger.example', clients: ['ledger'], scopes: ['read'], accessTokenType: 'JWT', enabled: true, createdAt: '2026-01-01T12:00:00Z', updatedAt: '2026-01-01T12:00:00Z' };
  const sent = serverAnswers({
    'GET /console/session': [200, operator],
    [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
    [`GET ${base}`]: [200, { items: [ledger] }],
    [`GET ${base}/r1`]: [200, ledger, 'application/json', { ETag: '"4"' }],
    [`PATCH ${base}/r1`]: [200, ledger],
  });
  const { user } = openConsole(`/tenants/${acme.id}/resource-servers`);
  await user.click(await screen.findByRole('button', { name: 'Actions for ledger' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Edit' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit ledger' }));
  await user.selectOptions(dialog.getByLabelText('Type of access tokens'), 'As usual');
  await user.type(dialog.getByLabelText('Scopes'), ' write');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('ledger changed')).toBeVisible();
  const patch = sent.find(({ method }) => method === 'PATCH');
  expect(patch?.body).toEqual({ clients: ['ledger'], scopes: ['read', 'write'], accessTokenType: null, accessTokenSigningAlg: null, enabled: true });
  expect(patch?.headers.get('If-Match')).toBe('"4"');
});
