import { screen, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, alice, operator } from '../testing/fixtures';
import { type Answer, problem, serverAnswers } from '../testing/server';

const page = globalThis.location;
afterEach(() => void vi.stubGlobal('location', page));

const USERS = '/t/acme.example/scim/v2/Users';
const longAgo = { ...operator, provenAt: '2026-01-01T12:00:00Z' };

async function openDeletion(session: object, deletion: Answer = [204]) {
  const assign = vi.fn<(url: string) => void>();
  vi.stubGlobal('location', { origin: page.origin, href: page.href, assign });
  const sent = serverAnswers({
    'GET /console/session': [200, session],
    [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
    [`GET ${USERS}`]: [200, { schemas: [], totalResults: 1, Resources: [alice] }],
    [`DELETE ${USERS}/${alice.id}`]: deletion,
  });
  const { user } = openConsole(`/tenants/${acme.id}/users?q=ali`);
  await user.click(await screen.findByRole('button', { name: 'Actions for alice' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  const dialog = within(await screen.findByRole('alertdialog'));
  return { user, dialog, sent, assign };
}

const BACK = `/console/login?${new URLSearchParams({ tenant: 'lightwave.local', returnTo: `/console/tenants/${acme.id}/users?q=ali`, fresh: 'true' })}`;

it('what is dangerous asks for a fresh sign-in first, which comes back to the page', async () => {
  const { user, dialog, sent, assign } = await openDeletion(longAgo);
  expect(dialog.queryByRole('button', { name: 'Delete user' })).toBeNull();
  await user.click(dialog.getByRole('button', { name: 'Sign in again' }));
  expect(assign).toHaveBeenCalledWith(BACK);
  expect(sent.some(({ method }) => method === 'DELETE')).toBe(false);
});

it('a fresh sign-in is asked for when the server wants one, and the session goes on', async () => {
  const refusal = problem(401, 'this needs a sign-in of the last 5 minutes');
  const { user, dialog, assign } = await openDeletion(operator, [refusal[0], refusal[1], refusal[2], { 'WWW-Authenticate': 'Bearer realm="lightwave", error="insufficient_user_authentication", max_age="300"' }]);
  await user.click(dialog.getByRole('button', { name: 'Delete user' }));
  await user.click(await dialog.findByRole('button', { name: 'Sign in again' }));
  expect(assign).toHaveBeenCalledWith(BACK);
  expect(screen.getByRole('heading', { name: 'Users', hidden: true })).toBeInTheDocument();
});
