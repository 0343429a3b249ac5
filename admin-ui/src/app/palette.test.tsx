import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, billing, operator, payments } from '../testing/fixtures';
import { problem, type Sent, serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}`;
const list = (...items: unknown[]) => [200, { items }] as [number, unknown];

/** As the server does it. */
const searched =
  (...items: { name: string }[]) =>
  ({ query }: Sent) =>
    list(...items.filter(({ name }) => name.includes(query['search'] ?? '')));

const server = () =>
  serverAnswers({
    'GET /console/session': [200, operator],
    'GET /api/v1/tenants': searched(acme),
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/clients`]: searched(billing),
    [`GET ${BASE}/clients/${billing.id}`]: [200, billing],
    [`GET ${BASE}/workloads`]: searched(payments),
    [`GET ${BASE}/nodes`]: problem(403, 'Not yours.'),
    [`GET ${BASE}/trusted-issuers`]: list(),
    [`GET ${BASE}/audit`]: list(),
    'GET /t/acme.example/scim/v2/Users': [200, { schemas: [], totalResults: 0 }],
  });

describe('the palette', () => {
  it('leads to an object by a part of its name, with the keyboard alone', async () => {
    server();
    const { user, router } = openConsole(`/tenants/${acme.id}/audit`);
    await screen.findByRole('heading', { level: 1, name: 'Audit trail' });
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox', { name: 'Page, object or action' }), 'illin');
    expect(await screen.findByRole('option', { name: 'billing Client' })).toHaveAttribute('aria-selected', 'true');
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'billing' })).toBeVisible();
    expect(router.state.location.pathname).toBe(`/tenants/${acme.id}/clients/${billing.id}`);
  });

  it('keeps in sight what the keys have come to', async () => {
    server();
    const { user } = openConsole(`/tenants/${acme.id}/audit`);
    await screen.findByRole('heading', { level: 1, name: 'Audit trail' });
    await user.keyboard('{Control>}k{/Control}');
    const input = await screen.findByRole('combobox', { name: 'Page, object or action' });
    const seen: (string | null)[] = [];
    const scroll = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function see(this: Element) {
      seen.push(this.textContent);
    });
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
    const options = screen.getAllByRole('option');
    expect(options[1]).toHaveAttribute('aria-selected', 'true');
    expect(input).toHaveAttribute('aria-activedescendant', options[1]?.id);
    expect(seen).toEqual([1, 2, 1].map((at) => options[at]?.textContent));
    scroll.mockRestore();
  });

  it('leaves searching to the server, however many there are', async () => {
    const sent = server();
    const { user } = openConsole(`/tenants/${acme.id}/audit`);
    await user.click(await screen.findByRole('button', { name: 'Go to' }));
    await user.type(await screen.findByRole('combobox', { name: 'Page, object or action' }), 'illin');
    await screen.findByRole('option', { name: 'billing Client' });
    expect(sent.filter(({ query }) => query['search'] === 'illin').map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/api/v1/tenants', `${BASE}/clients`, `${BASE}/workloads`, `${BASE}/nodes`]),
    );
  });

  it('begins an action', async () => {
    server();
    const { user } = openConsole(`/tenants/${acme.id}/audit`);
    await user.click(await screen.findByRole('button', { name: 'Go to' }));
    await user.type(await screen.findByRole('combobox', { name: 'Page, object or action' }), 'create cl{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Create client' })).toBeVisible();
  });

  it('takes a reference for what it is', async () => {
    const sent = server();
    const { user } = openConsole(`/tenants/${acme.id}/audit`);
    await user.click(await screen.findByRole('button', { name: 'Go to' }));
    await user.type(await screen.findByRole('combobox', { name: 'Page, object or action' }), '0123456789abcdef01234567');
    await user.click(await screen.findByRole('option', { name: /What the request did/ }));
    expect(await screen.findByRole('textbox', { name: 'Reference' })).toHaveValue('0123456789abcdef01234567');
    expect(sent.at(-1)?.query).toMatchObject({ requestId: '0123456789abcdef01234567' });
  });
});

it('another tenant is opened where one was in this one', async () => {
  const globex = { ...acme, id: '9b0c6f36-0a5c-4f0e-8d2e-2f5b1a7c9d11', name: 'globex.example', displayName: 'Globex' };
  const sent = serverAnswers({
    'GET /console/session': [200, operator],
    'GET /api/v1/tenants': searched(acme, globex),
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/audit`]: list(),
    [`GET /api/v1/tenants/${globex.id}`]: [200, globex],
    [`GET /api/v1/tenants/${globex.id}/audit`]: list(),
  });
  const { user, router } = openConsole(`/tenants/${acme.id}/audit`);
  await user.click(await screen.findByRole('button', { name: 'acme.example' }));
  await user.type(await screen.findByRole('combobox', { name: 'Tenant' }), 'glob');
  await user.click(await screen.findByRole('option', { name: 'globex.example Globex' }));
  expect(await screen.findByRole('button', { name: 'globex.example' })).toBeVisible();
  expect(router.state.location.pathname).toBe(`/tenants/${globex.id}/audit`);
  expect(sent.some(({ path, query }) => path === '/api/v1/tenants' && query['search'] === 'glob')).toBe(true);
});

it('an object is shown as the command line, REST, JSON and YAML have it', async () => {
  server();
  const { user } = openConsole(`/tenants/${acme.id}/clients/${billing.id}`);
  await user.click(await screen.findByRole('button', { name: 'Same as…' }));
  expect(await screen.findByText(/lightwave client list -t acme.example/)).toBeVisible();
  await user.click(screen.getByRole('tab', { name: 'YAML' }));
  expect(screen.getByText(/tokenEndpointAuthMethod: client_secret_basic/)).toBeVisible();
});
