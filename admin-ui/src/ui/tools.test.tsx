import { act, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, billing, operator } from '../testing/fixtures';
import { problem, serverAnswers } from '../testing/server';
import { csvCell, toCsv } from './export';

const BASE = `/api/v1/tenants/${acme.id}`;
const shop = { ...billing, id: 'c2', name: 'shop', clientId: 'shop' };

const server = () =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/clients`]: ({ query }) => [200, query['cursor'] ? { items: [shop] } : { items: [billing], nextCursor: 'more' }],
    [`GET ${BASE}/audit`]: [200, { items: [] }],
    [`PATCH ${BASE}/clients/${billing.id}`]: [200, { ...billing, enabled: false }],
    [`PATCH ${BASE}/clients/c2`]: problem(403, 'Not yours.'),
  });

describe('a list', () => {
  it('is exported to its end', async () => {
    server();
    const files: Blob[] = [];
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: (file: Blob) => `blob:${files.push(file)}`, revokeObjectURL: () => {} }));
    const { user } = openConsole(`/tenants/${acme.id}/clients`);
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    await user.click(screen.getByRole('menuitem', { name: 'As CSV' }));
    await vi.waitFor(() => expect(files).toHaveLength(1));
    const [head, ...lines] = (await files[0]?.text())?.split('\r\n') ?? [];
    expect(head).toContain('clientId');
    expect(lines.map((line) => line.split(',')[1])).toEqual(['billing', 'shop']);
  });

  it.each([
    ['the server refuses', problem(503, 'The database does not answer.'), 'Nothing was exported: The database does not answer.'],
    ['the session may not', problem(403, 'Not yours.'), 'Nothing was exported: Not yours.'],
  ])('is not exported in part when %s, and says so', async (_, refusal, said) => {
    const sent = serverAnswers({
      'GET /console/session': [200, operator],
      [`GET ${BASE}`]: [200, acme],
      [`GET ${BASE}/clients`]: ({ query }) => (query['cursor'] ? refusal : [200, { items: [billing], nextCursor: 'more' }]),
    });
    const created = vi.fn<() => string>(() => 'blob:0');
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: created, revokeObjectURL: () => {} }));
    const { user } = openConsole(`/tenants/${acme.id}/clients`);
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    await user.click(screen.getByRole('menuitem', { name: 'As JSON' }));
    expect(await screen.findByText(new RegExp(said))).toBeVisible();
    expect(created).not.toHaveBeenCalled();
    expect(sent.filter(({ query }) => query['cursor']).length).toBe(1);
  });

  it('hides the columns that nobody wants, and remembers it', async () => {
    server();
    const { user } = openConsole(`/tenants/${acme.id}/clients`);
    await user.click(await screen.findByRole('button', { name: 'Columns' }));
    await user.click(screen.getByRole('menuitem', { name: 'Grants' }));
    expect(screen.queryByRole('columnheader', { name: 'Grants' })).toBeNull();
    expect(localStorage.getItem('lightwave.columns.clients')).toBe('["Grants"]');
  });

  it('does one thing to many after showing to which, and keeps chosen what was refused', async () => {
    const sent = server();
    const { user } = openConsole(`/tenants/${acme.id}/clients`);
    await user.click(await screen.findByRole('button', { name: 'Load more' }));
    await screen.findByRole('link', { name: 'shop' });
    await user.click(screen.getByRole('checkbox', { name: 'Choose billing' }));
    await user.click(screen.getByRole('checkbox', { name: 'Choose shop' }));
    await user.click(screen.getByRole('button', { name: 'Disable (2)' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Disable 2?' }));
    expect(dialog.getByRole('list', { name: 'Chosen' })).toHaveTextContent('billingshop');
    await user.click(dialog.getByRole('button', { name: 'Disable' }));
    expect(await screen.findByText(/shop: Not yours\./)).toBeVisible();
    expect(sent.filter(({ method }) => method === 'PATCH').map(({ body }) => body)).toEqual([{ enabled: false }, { enabled: false }]);
    expect(screen.getByRole('checkbox', { name: 'Choose billing', hidden: true })).not.toBeChecked();
    expect(screen.getByRole('checkbox', { name: 'Choose shop', hidden: true })).toBeChecked();
  });
});

it('a filter is kept by its name', async () => {
  server();
  localStorage.setItem('lightwave.filters.audit-trail', JSON.stringify([{ name: 'Refused', search: { outcome: 'refused' } }]));
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/audit`]: [200, { items: [{ id: '1', time: '2026-01-01T12:00:00Z', tenant: acme.name, action: 'token.issue', outcome: 'refused' }] }],
  });
  const { user, router } = openConsole(`/tenants/${acme.id}/audit`);
  await user.click(await screen.findByRole('button', { name: 'Saved filters' }));
  await user.click(screen.getByRole('menuitem', { name: 'Refused' }));
  await vi.waitFor(() => expect(router.state.location.search).toEqual({ outcome: 'refused' }));
});

it('what is searched for stands in its field, also when a saved filter says it', async () => {
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/audit`]: [200, { items: [{ id: '1', time: '2026-01-01T12:00:00Z', tenant: acme.name, action: 'token.issue', outcome: 'refused' }] }],
  });
  localStorage.setItem('lightwave.filters.audit-trail', JSON.stringify([{ name: 'Tokens', search: { action: 'token.issue', actor: 'client:billing' } }]));
  const { user } = openConsole(`/tenants/${acme.id}/audit?action=session.begin`);
  expect(await screen.findByRole('textbox', { name: 'Action' })).toHaveValue('session.begin');
  await user.click(await screen.findByRole('button', { name: 'Saved filters' }));
  await user.click(screen.getByRole('menuitem', { name: 'Tokens' }));
  await vi.waitFor(() => expect(screen.getByRole('textbox', { name: 'Action' })).toHaveValue('token.issue'));
  expect(screen.getByRole('textbox', { name: 'Actor' })).toHaveValue('client:billing');
});

it('the Back of the browser asks before it forgets what was typed', async () => {
  server();
  const { user, router } = openConsole(`/tenants/${acme.id}/audit`, { inBrowser: true });
  await screen.findByRole('heading', { level: 1, name: 'Audit trail' });
  await act(() => router.navigate({ to: '/tenants/$tenant/clients', params: { tenant: acme.id } }));
  await user.click(await screen.findByRole('button', { name: 'Create client' }));
  await user.type(screen.getByRole('textbox', { name: 'Client id' }), 'x');
  act(() => router.history.back());
  expect(await screen.findByText('What was typed would be lost.')).toBeVisible();
  expect(router.state.location.pathname).toBe(`/tenants/${acme.id}/clients`);
  await user.click(screen.getByRole('button', { name: 'Discard it' }));
  act(() => router.history.back());
  expect(await screen.findByRole('heading', { level: 1, name: 'Audit trail' })).toBeVisible();
});

it('a dialog asks before it forgets what was typed', async () => {
  server();
  const { user } = openConsole(`/tenants/${acme.id}/clients`);
  await user.click(await screen.findByRole('button', { name: 'Create client' }));
  await user.type(screen.getByRole('textbox', { name: 'Client id' }), 'x');
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(screen.getByText('What was typed would be lost.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Go on' }));
  expect(screen.getByRole('textbox', { name: 'Client id' })).toHaveValue('x');
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await user.click(screen.getByRole('button', { name: 'Discard it' }));
  expect(screen.queryByRole('dialog')).toBeNull();
});

describe('comma-separated values', () => {
  it.each([
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['=1+1', "'=1+1"],
    ['@x', "'@x"],
    [-3, '-3'],
    [['a', 'b'], '"[""a"",""b""]"'],
    [undefined, ''],
  ])('write %j as %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('have a line with the names of all members first', () => {
    expect(toCsv([{ a: 1 }, { b: 'x' }])).toBe('a,b\r\n1,\r\n,x');
  });
});
