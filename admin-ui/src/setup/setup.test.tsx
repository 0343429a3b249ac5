import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, acmeAdmin, operator, payments } from '../testing/fixtures';
import { problem, serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}`;

describe('an operator of an empty server', () => {
  it('is led from a tenant over a workload to a first token, which the page sees', async () => {
    let fetched = false;
    const sent = serverAnswers({
      'GET /console/session': [200, operator],
      'GET /api/v1/tenants': [200, { items: [{ ...acme, id: 's', name: operator.tenant }] }],
      'POST /api/v1/tenants': [201, { ...acme, administrator: { userName: 'admin', password: 'first-password' } }],
      [`POST ${BASE}/workloads`]: [201, payments],
      [`POST ${BASE}/join-tokens`]: [201, { id: 'j', node: 'host1', token: 'join-secret', expiresAt: '2026-01-01T13:00:00Z', createdAt: '2026-01-01T12:00:00Z' }],
      [`POST ${BASE}/clients`]: [201, { clientId: 'first-client', clientSecret: 'client-secret' }],
      [`GET ${BASE}/audit`]: () => [200, { items: fetched ? [{ id: '1', time: '2026-01-01T12:00:00Z', tenant: acme.name, actor: 'client:first-client', action: 'token.issue', outcome: 'success' }] : [] }],
    });
    const { user, router } = openConsole('/');
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'acme.example');
    expect(router.state.location.pathname).toBe('/setup');
    await user.click(screen.getByRole('button', { name: 'Create tenant' }));
    expect(await screen.findByRole('textbox', { name: 'First password' })).toHaveValue('first-password');
    await waitFor(() => expect(screen.getByText('2. A workload with a rule')).toHaveFocus());
    await user.click(screen.getByRole('button', { name: 'Create workload' }));
    expect(screen.getByText('Enter the host name.')).toBeVisible();
    await user.type(screen.getByRole('textbox', { name: 'Workload' }), 'shop/payments');
    await user.type(screen.getByRole('textbox', { name: 'Host' }), 'host1');
    await user.click(screen.getByRole('button', { name: 'Create workload' }));
    expect(await screen.findByText(/join-secret/)).toBeVisible();
    await waitFor(() => expect(screen.getByText('3. The first token')).toHaveFocus());
    await user.click(screen.getByRole('button', { name: 'Make a client with a secret' }));
    expect(await screen.findByText(/first-client:client-secret/)).toBeVisible();
    expect(screen.getByText(/Waiting for the first token/)).toBeVisible();
    fetched = true;
    expect(await screen.findByText(/It works: a token was issued to client:first-client/, undefined, { timeout: 20_000 })).toBeVisible();
    expect(sent.find(({ path }) => path.endsWith('/workloads'))?.body).toEqual({ name: 'shop/payments', rules: [{ node: 'host1', selectors: ['unix:uid:1000'] }] });
  });

  it('may choose a cluster, whose issuer is trusted first, also when a step has to be done again', async () => {
    let tries = 0;
    const sent = serverAnswers({
      'GET /console/session': [200, operator],
      'POST /api/v1/tenants': [201, acme],
      [`POST ${BASE}/trusted-issuers`]: () => (tries === 0 ? [201, {}] : problem(409, 'It exists.')),
      [`POST ${BASE}/workloads`]: () => {
        tries += 1;
        return tries === 1 ? problem(400, 'The name is refused.', [{ field: 'name', detail: 'is taken' }]) : [201, payments];
      },
      [`GET ${BASE}/audit`]: [200, { items: [] }],
    });
    const { user } = openConsole('/setup');
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'acme.example{Enter}');
    await user.selectOptions(await screen.findByLabelText('Where it runs'), 'kubernetes');
    await user.type(screen.getByRole('textbox', { name: 'Workload' }), 'shop/payments');
    await user.type(screen.getByRole('textbox', { name: 'Issuer of the cluster' }), 'https://cluster.example');
    await user.type(screen.getByRole('textbox', { name: 'Service account' }), 'shop:payments');
    await user.click(screen.getByRole('button', { name: 'Create workload' }));
    expect(await screen.findByText('is taken')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Create workload' }));
    expect(await screen.findByText(/serviceAccountToken/)).toBeVisible();
    expect(sent.find(({ path }) => path.endsWith('/trusted-issuers'))?.body).toEqual({ issuer: 'https://cluster.example', kind: 'kubernetes', name: 'cluster' });
    expect(sent.findLast(({ path }) => path.endsWith('/workloads'))?.body).toEqual({
      name: 'shop/payments',
      rules: [{ issuer: 'https://cluster.example', claims: { sub: 'system:serviceaccount:shop:payments' } }],
    });
  });

  it('may try again after the host was refused: no workload stands in the way', async () => {
    let tries = 0;
    const sent = serverAnswers({
      'GET /console/session': [200, operator],
      'POST /api/v1/tenants': [201, acme],
      [`POST ${BASE}/join-tokens`]: () => {
        tries += 1;
        return tries === 1 ? problem(400, 'The node is refused.', [{ field: 'node', detail: 'is no host name' }]) : [201, { id: 'j', node: 'host1', token: 'join-secret', expiresAt: '2026-01-01T13:00:00Z', createdAt: '2026-01-01T12:00:00Z' }];
      },
      [`POST ${BASE}/workloads`]: [201, payments],
      [`GET ${BASE}/audit`]: [200, { items: [] }],
    });
    const { user } = openConsole('/setup');
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'acme.example{Enter}');
    await user.type(await screen.findByRole('textbox', { name: 'Workload' }), 'shop/payments');
    await user.type(screen.getByRole('textbox', { name: 'Host' }), 'nohost');
    await user.click(screen.getByRole('button', { name: 'Create workload' }));
    expect(await screen.findByText('is no host name')).toBeVisible();
    await user.clear(screen.getByRole('textbox', { name: 'Host' }));
    await user.type(screen.getByRole('textbox', { name: 'Host' }), 'host1');
    await user.click(screen.getByRole('button', { name: 'Create workload' }));
    expect(await screen.findByText(/join-secret/)).toBeVisible();
    expect(sent.filter(({ path }) => path.endsWith('/workloads')).map(({ body }) => body)).toEqual([{ name: 'shop/payments', rules: [{ node: 'host1', selectors: ['unix:uid:1000'] }] }]);
  });
});

describe('an operator who signed in long ago', () => {
  const longAgo = { ...operator, provenAt: '2026-01-01T12:00:00Z' };

  it('signs in again before anything is made', async () => {
    const sent = serverAnswers({ 'GET /console/session': [200, longAgo] });
    openConsole('/setup');
    expect(await screen.findByRole('button', { name: 'Sign in again' })).toBeVisible();
    expect(screen.queryByRole('textbox', { name: 'Name' })).toBeNull();
    expect(sent.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('goes on at the second step with the tenant that was made before', async () => {
    serverAnswers({ 'GET /console/session': [200, operator], [`GET ${BASE}`]: [200, acme] });
    openConsole(`/setup?tenant=${acme.id}`);
    expect(await screen.findByText(/has its directory, its keys/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Create workload' })).toBeVisible();
  });
});

it("is not for a tenant's administrator", async () => {
  serverAnswers({ 'GET /console/session': [200, acmeAdmin], 'GET /api/v1/tenants/acme.example': [200, acme], [`GET ${BASE}`]: [200, acme] });
  const { router } = openConsole('/setup');
  await screen.findByRole('heading', { level: 1, name: 'acme.example' });
  expect(router.state.location.pathname).toBe(`/tenants/${acme.id}`);
});
