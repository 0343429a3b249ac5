import userEvent from '@testing-library/user-event';
import { render, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { acme, acmeAdmin, billing, operator } from '../testing/fixtures';
import { openConsole } from '../testing/console';
import { problem, serverAnswers } from '../testing/server';
import { lastTenant, signInAt } from './sign-in';
import { SignIn } from './SignIn';

describe('nobody signed in', () => {
  it.each([[[204] as [number]], [problem(401, 'Nobody is signed in.')]])('is asked for a tenant and comes back to where he was', async (answer) => {
    serverAnswers({ 'GET /console/session': answer });
    const { router } = openConsole('/tenants/acme/certificates?state=held');
    expect(await screen.findByRole('heading', { name: 'Sign in to the console' })).toBeVisible();
    expect(router.state.location.search).toEqual({ returnTo: '/tenants/acme/certificates?state=held' });
  });

  it('is not led to another site after the sign-in', async () => {
    serverAnswers({ 'GET /console/session': [204] });
    const { router } = openConsole('/sign-in?returnTo=//evil.example/');
    await screen.findByRole('heading', { name: 'Sign in to the console' });
    expect(router.state.location.search).toEqual({});
  });

  it.each([
    ['error=tenant&returnTo=%2Ftenants', 'There is no such tenant on this server, or it is disabled.'],
    ['error=failed&tenant=acme.example', 'The sign-in did not come to its end. Try again.'],
    ['error=failed&reference=%220123456789ab0123456789ab%22&tenant=acme.example', 'Reference 0123456789ab0123456789ab'],
    ['error=failed&reference=%22111111111111111111111111%22', 'Reference 111111111111111111111111'],
  ])('is told why the server sent him back: %s', async (search, why) => {
    serverAnswers({ 'GET /console/session': [204] });
    openConsole(`/sign-in?${search}`);
    expect(await screen.findByRole('alert')).toHaveTextContent(why);
    expect(screen.getByLabelText(/Tenant/)).toHaveValue(search.includes('acme') ? 'acme.example' : '');
  });

  it('leaves for the sign-in page of the tenant named, which is remembered', () => {
    const go = vi.fn<(url: string) => void>();
    signInAt('acme.example', '/tenants?x=1', { go });
    expect(go).toHaveBeenCalledWith('/console/login?tenant=acme.example&returnTo=%2Fconsole%2Ftenants%3Fx%3D1');
    expect(lastTenant()).toBe('acme.example');
  });

  it('is told when what was typed is no tenant name', async () => {
    const onSignIn = vi.fn<(tenant: string) => void>();
    render(<SignIn tenant="" ended={false} error={undefined} onSignIn={onSignIn} />);
    await userEvent.type(screen.getByLabelText(/Tenant/), 'acme{Enter}');
    expect(screen.getByText(/at least two labels/)).toBeVisible();
    expect(screen.getByLabelText(/Tenant/)).toHaveFocus();
    expect(onSignIn).not.toHaveBeenCalled();
    await userEvent.type(screen.getByLabelText(/Tenant/), '.Example{Enter}');
    expect(onSignIn).toHaveBeenCalledWith('acme.example');
  });
});

describe('a system operator', () => {
  it('starts at the list of tenants', async () => {
    serverAnswers({ 'GET /console/session': [200, operator], 'GET /api/v1/tenants': [200, { items: [acme] }] });
    openConsole('/');
    expect(await screen.findByRole('heading', { name: 'Tenants' })).toBeVisible();
    expect(await screen.findByRole('link', { name: 'acme.example' })).toHaveAttribute('href', `/console/tenants/${acme.id}`);
  });

  it('who opens the sign-in again goes on to where it would have led', async () => {
    serverAnswers({ 'GET /console/session': [200, operator], 'GET /api/v1/tenants': [200, { items: [] }] });
    const { router } = openConsole('/sign-in?returnTo=/tenants');
    expect(await screen.findByText('No tenants yet')).toBeVisible();
    expect(router.state.location.pathname).toBe('/tenants');
  });

  it('is led to the sign-in, and back, when the session ends', async () => {
    serverAnswers({ 'GET /console/session': [200, operator], 'GET /api/v1/tenants': problem(401, 'The session has ended.') });
    const { router } = openConsole('/tenants');
    expect(await screen.findByText(/Your session has ended/)).toBeVisible();
    expect(router.state.location.search).toEqual({ returnTo: '/tenants', ended: true });
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
