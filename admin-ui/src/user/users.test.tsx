import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, alice, operator } from '../testing/fixtures';
import { type Answer, problem, type Sent, serverAnswers } from '../testing/server';

const USERS = '/t/acme.example/scim/v2/Users';
const SCIM = 'application/scim+json';
const list = (users: unknown[], totalResults = users.length): Answer => [200, { schemas: [], totalResults, Resources: users }, SCIM];

const server = (answers: Record<string, Answer | ((sent: Sent) => Answer)> = {}) =>
  serverAnswers({ 'GET /console/session': [200, operator], [`GET /api/v1/tenants/${acme.id}`]: [200, acme], [`GET ${USERS}`]: list([alice]), ...answers });

const open = (search = '') => openConsole(`/tenants/${acme.id}/users${search}`);

describe('the users of a tenant', () => {
  it('are read on by index', async () => {
    const sent = server({ [`GET ${USERS}`]: ({ query }) => list(query['startIndex'] === '1' ? [alice] : [{ ...alice, id: '2', userName: 'bob' }], 2) });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('bob')).toBeVisible();
    expect(sent.filter(({ path }) => path === USERS).map(({ query }) => query['startIndex'])).toEqual(['1', '2']);
  });

  it('are searched by a SCIM filter whose value is quoted', async () => {
    const sent = server({ [`GET ${USERS}`]: ({ query }) => list(query['filter'] ? [] : [alice]) });
    const { user, router } = open();
    await user.type(await screen.findByRole('textbox', { name: 'Search by user name' }), 'a"b{Enter}');
    expect(await screen.findByText('No user name contains “a"b”')).toBeVisible();
    expect(sent.at(-1)?.query['filter']).toBe('userName co "a\\"b"');
    expect(router.state.location.search).toEqual({ q: 'a"b' });
  });

  it('are made by SCIM, without the members left empty', async () => {
    const sent = server({ [`POST ${USERS}`]: [201, { ...alice, userName: 'carol' }, SCIM] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Create user' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/User name/), 'carol');
    await user.type(dialog.getByLabelText('E-mail'), 'carol@acme.example');
    await user.click(dialog.getByRole('button', { name: 'Create user' }));
    expect(await screen.findByText('User carol created')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'carol',
      emails: [{ value: 'carol@acme.example', primary: true }],
    });
  });

  it("show the SCIM error's detail", async () => {
    server({ [`POST ${USERS}`]: [409, { schemas: [], status: '409', scimType: 'uniqueness', detail: 'There is a user alice already.' }, SCIM] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Create user' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/User name/), 'alice');
    await user.click(dialog.getByRole('button', { name: 'Create user' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('There is a user alice already.');
  });

  it('are invited by a letter when they have an address', async () => {
    const sent = server({
      [`GET ${USERS}`]: list([{ ...alice, emails: [{ value: 'alice@acme.example' }] }, { ...alice, id: '2', userName: 'bob' }]),
      [`POST /api/v1/tenants/${acme.id}/users/${alice.id}/invitation`]: [202],
    });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Actions for bob' }));
    expect(screen.queryByRole('menuitem', { name: 'Invite by mail' })).toBeNull();
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Actions for alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Invite by mail' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText('alice@acme.example')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Send invitation' }));
    expect(await screen.findByText('An invitation to alice is on its way')).toBeVisible();
    expect(sent.some(({ method, path }) => method === 'POST' && path.endsWith('/invitation'))).toBe(true);
  });

  it('lose their second factors after these were shown, and their sessions', async () => {
    const path = `/api/v1/tenants/${acme.id}/users/${alice.id}`;
    const sent = server({
      [`GET ${path}/factors`]: [200, { oneTimeCodes: true, since: null, recoveryCodesLeft: 7, passkeys: [{ id: 'p', name: 'Phone', synced: true, createdAt: '2026-01-01T12:00:00Z', lastUsedAt: null }], certificates: [] }],
      [`DELETE ${path}/factors`]: [204],
      [`DELETE ${path}/sessions`]: [204],
    });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Actions for alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Second factors' }));
    const dialog = within(await screen.findByRole('alertdialog', { name: /Second factors of alice/ }));
    expect(await dialog.findByText('Phone')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Remove all of them' }));
    expect(await screen.findByText('Second factors of alice removed')).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'Actions for alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out everywhere' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'End all sessions' }));
    expect(await screen.findByText('alice signed out everywhere')).toBeVisible();
    expect(sent.filter(({ method }) => method === 'DELETE').map((one) => one.path)).toEqual([`${path}/factors`, `${path}/sessions`]);
  });

  it('have their consents shown and withdrawn, after a question', async () => {
    const path = `/api/v1/tenants/${acme.id}/users/${alice.id}/consents`;
    let consents = [{ id: 'c1', clientId: 'shop', granted: ['openid', 'email'], givenAt: '2026-01-01T12:00:00Z' }];
    const sent = server({
      [`GET ${path}`]: () => [200, { items: consents }],
      [`DELETE ${path}/c1`]: () => {
        consents = [];
        return [204];
      },
    });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Actions for alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Consents' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Consents of alice' }));
    expect(await dialog.findByText('email')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Actions for shop' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Withdraw consent' }));
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(false);
    expect(await dialog.findByRole('alert')).toHaveTextContent('Withdraw the consent to shop?');
    await user.click(dialog.getByRole('button', { name: 'Withdraw consent' }));
    expect(await dialog.findByText('None has been given.')).toBeVisible();
    expect(await screen.findByText('Consent of alice to shop withdrawn')).toBeVisible();
  });

  it('keep a consent whose withdrawal is refused, and the dialog says why', async () => {
    const path = `/api/v1/tenants/${acme.id}/users/${alice.id}/consents`;
    server({ [`GET ${path}`]: [200, { items: [{ id: 'c1', clientId: 'shop', granted: ['openid'], givenAt: '2026-01-01T12:00:00Z' }] }], [`DELETE ${path}/c1`]: problem(403, 'Not yours.') });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Actions for alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Consents' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Consents of alice' }));
    await user.click(await dialog.findByRole('button', { name: 'Actions for shop' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Withdraw consent' }));
    await user.click(await dialog.findByRole('button', { name: 'Withdraw consent' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('Not yours.');
    expect(dialog.getByText('shop')).toBeVisible();
  });

  it('are disabled by the one state active (RFC 7644 §3.5.2)', async () => {
    const sent = server({ [`PATCH ${USERS}/${alice.id}`]: [200, { ...alice, active: false }, SCIM] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Actions for alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Disable' }));
    await user.click(await screen.findByRole('button', { name: 'Disable user' }));
    expect(await screen.findByText('User alice disabled')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toMatchObject({ Operations: [{ op: 'replace', path: 'active', value: false }] });
  });

  it('offer no way to lock oneself out', async () => {
    server({ [`GET ${USERS}`]: list([alice, { ...alice, id: operator.userId, userName: 'admin' }]) });
    open();
    expect(await screen.findByRole('button', { name: 'Actions for alice' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Actions for admin' })).toBeNull();
  });
});
