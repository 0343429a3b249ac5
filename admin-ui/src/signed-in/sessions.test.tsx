import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Session } from '../api';
import { openConsole } from '../testing/console';
import { acme, alice, operator } from '../testing/fixtures';
import { type Answer, serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}`;

const session: Session = {
  id: 'b1a5f6a2-0000-4000-8000-000000000011',
  userId: alice.id,
  userName: 'alice',
  acr: '2',
  amr: ['pwd', 'otp', 'mfa'],
  authTime: '2026-01-01T12:00:00Z',
  createdAt: '2026-01-01T12:00:00Z',
  lastUsedAt: '2026-01-01T12:00:00Z',
  expiresAt: '2026-01-01T20:00:00Z',
  address: '192.0.2.7',
  device: 'Firefox',
  clients: [],
};

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({ 'GET /console/session': [200, operator], [`GET ${BASE}`]: [200, acme], [`GET ${BASE}/sessions`]: [200, { items: [session] }], ...answers });

async function act(action: string, confirm: string) {
  const { user } = openConsole(`/tenants/${acme.id}/sessions`);
  await user.click(await screen.findByRole('button', { name: 'Actions for alice from 192.0.2.7' }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: confirm }));
}

describe('sessions', () => {
  it('are listed with how they were proved', async () => {
    server();
    openConsole(`/tenants/${acme.id}/sessions`);
    expect(await screen.findByText('pwd, otp, mfa (level 2)')).toBeVisible();
    expect(screen.getByText('192.0.2.7')).toBeVisible();
  });

  it('are ended one by one', async () => {
    const sent = server({ [`DELETE ${BASE}/sessions/${session.id}`]: [204] });
    await act('End', 'End session');
    expect(await screen.findByText('A session of alice ended')).toBeVisible();
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(true);
  });

  it('are ended all at once of a person', async () => {
    server({ [`DELETE ${BASE}/users/${alice.id}/sessions`]: [204] });
    await act('End all of this person', 'End all sessions');
    expect(await screen.findByText('alice signed out everywhere')).toBeVisible();
  });
});
