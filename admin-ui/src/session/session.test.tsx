import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { acme, acmeAdmin, billing, operator } from '../testing/fixtures';
import { openConsole } from '../testing/console';
import { problem, serverAnswers } from '../testing/server';

describe('nobody signed in', () => {
  it.each([[[204] as [number]], [problem(401, 'Nobody is signed in.')]])('is led to the sign-in page and comes back to where he was', async (answer) => {
    serverAnswers({ 'GET /console/session': answer });
    const { leave } = openConsole('/tenants/acme/certificates?state=held');
    await vi.waitFor(() => expect(leave).toHaveBeenCalledWith('/console/sign-in?returnTo=%2Ftenants%2Facme%2Fcertificates%3Fstate%3Dheld'));
  });
});

describe('a system operator', () => {
  it('starts at the list of tenants', async () => {
    serverAnswers({ 'GET /console/session': [200, operator], 'GET /api/v1/tenants': [200, { items: [acme] }] });
    openConsole('/');
    expect(await screen.findByRole('heading', { name: 'Tenants' })).toBeVisible();
    expect(await screen.findByRole('link', { name: 'acme.example' })).toHaveAttribute('href', `/console/tenants/${acme.id}`);
  });

  it('is led to the sign-in, and back, when the session ends', async () => {
    serverAnswers({ 'GET /console/session': [200, operator], 'GET /api/v1/tenants': problem(401, 'The session has ended.') });
    const { leave } = openConsole('/tenants');
    await vi.waitFor(() => expect(leave).toHaveBeenCalledExactlyOnceWith('/console/sign-in?returnTo=%2Ftenants&ended=true'));
  });
});

it('a tab learns the new session that another one has signed in to', async () => {
  const BASE = `/api/v1/tenants/${acme.id}`;
  let session = operator;
  const sent = serverAnswers({
    'GET /console/session': () => [200, session],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/clients`]: [200, { items: [billing] }],
    [`PATCH ${BASE}/clients/${billing.id}`]: [200, billing],
  });
  const { user } = openConsole(`/tenants/${acme.id}/clients`);
  await user.click(await screen.findByRole('button', { name: 'Actions for billing' }));
  session = { ...operator, csrfToken: 'csrf-token-2', provenAt: '2126-01-02T12:00:00Z' };
  globalThis.dispatchEvent(new StorageEvent('storage', { key: 'lightwave.proven' }));
  await vi.waitFor(() => expect(sent.filter(({ path }) => path === '/console/session').length).toBeGreaterThan(1));
  await user.click(await screen.findByRole('menuitem', { name: 'Disable' }));
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Disable client' }));
  await vi.waitFor(() => expect(sent.find(({ method }) => method === 'PATCH')?.headers.get('X-CSRF-Token')).toBe('csrf-token-2'));
});

describe("a tenant's administrator", () => {
  it('starts in the own tenant and sees no other', async () => {
    const list = (items: unknown[] = []) => [200, { items }] as [number, unknown];
    serverAnswers({
      'GET /console/session': [200, acmeAdmin],
      'GET /api/v1/tenants/acme.example': [200, acme],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      'GET /t/acme.example/scim/v2/Users': [200, { schemas: [], totalResults: 12 }],
      [`GET /api/v1/tenants/${acme.id}/clients`]: list(),
      [`GET /api/v1/tenants/${acme.id}/workloads`]: list(),
      [`GET /api/v1/tenants/${acme.id}/trusted-issuers`]: list(),
      [`GET /api/v1/tenants/${acme.id}/certificates`]: list(),
    });
    const { router } = openConsole('/tenants');
    expect(await screen.findByRole('heading', { level: 1, name: 'acme.example' })).toBeVisible();
    expect(router.state.location.pathname).toBe(`/tenants/${acme.id}`);
    expect(screen.queryByRole('link', { name: 'All tenants' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Disable tenant' })).toBeNull();
    expect(await screen.findByRole('link', { name: '12 Users' })).toBeVisible();
    expect(screen.getByText('dc=acme,dc=example')).toBeVisible();
  });
});
