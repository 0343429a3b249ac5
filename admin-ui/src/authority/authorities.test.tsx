import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}`;
const authority = (name: string, kind: string, issuer: string) => ({
  id: name,
  name,
  kind,
  state: 'active',
  since: '2026-01-01T12:00:00Z',
  issuer,
  subject: `cn=${name}`,
  notBefore: '2026-01-01T12:00:00Z',
  notAfter: '2036-01-01T12:00:00Z',
  fingerprint: 'ab'.repeat(32),
  certificate: 'PEM',
});
const rotation = {
  id: 'r1',
  kind: 'issuing',
  state: 'published',
  emergency: false,
  successors: ['issuing-2'],
  replaced: ['issuing-1'],
  consumers: ['gateway', 'mail'],
  acknowledged: ['mail'],
  liveCertificates: 3,
  startedAt: '2026-01-01T12:00:00Z',
  activateAt: '2026-01-02T12:00:00Z',
};

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/authorities`]: [200, { items: [authority('issuing-1', 'issuing', 'root-1'), authority('root-1', 'root', 'root-1')] }],
    [`GET ${BASE}/authority-rotations`]: [200, { items: [rotation] }],
    [`GET ${BASE}/ssh/authorities`]: [200, { items: [] }],
    ...answers,
  });

describe('authorities', () => {
  it('stand below the root that certified them', async () => {
    server();
    openConsole(`/tenants/${acme.id}/authorities`);
    const rows = within(await screen.findByRole('table', { name: 'Authorities' })).getAllByRole('row');
    expect(await screen.findByText('Certified by root-1')).toBeVisible();
    expect(rows.slice(1).map((row) => row.textContent)).toHaveLength(2);
    expect(within(screen.getByRole('table', { name: 'Authorities' })).getAllByRole('row')[1]).toHaveTextContent('root-1');
  });

  it('say why somebody could not be noted to know the new one', async () => {
    server({ [`POST ${BASE}/authority-rotations/r1/acknowledge`]: problem(403, 'Not yours.') });
    const { user } = openConsole(`/tenants/${acme.id}/authorities`);
    await user.click(await screen.findByRole('button', { name: 'gateway knows it' }));
    expect(await screen.findByText(/Not yours\./)).toBeVisible();
  });

  it('say so when the rotations could not be read', async () => {
    server({ [`GET ${BASE}/authority-rotations`]: problem(503, 'The database does not answer.') });
    openConsole(`/tenants/${acme.id}/authorities`);
    expect(await screen.findByRole('alert')).toHaveTextContent('The database does not answer.');
  });

  it('are rotated, and the page says who still has to learn of the new one', async () => {
    const sent = server({ [`POST ${BASE}/authority-rotations/r1/acknowledge`]: [200, rotation], [`POST ${BASE}/authorities/rotate`]: [201, rotation] });
    const { user } = openConsole(`/tenants/${acme.id}/authorities`);
    expect(await screen.findByText('1 of 2 know the new one')).toBeVisible();
    expect(screen.getByText('3 certificates of the old one')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'gateway knows it' }));
    expect(await screen.findByText('gateway knows the new authorities')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Begin a rotation' }));
    await user.selectOptions(screen.getByLabelText('What is replaced'), 'root');
    await user.click(screen.getByRole('button', { name: 'Begin rotation' }));
    expect(await screen.findByText('Rotation begun')).toBeVisible();
    expect(sent.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([{ consumer: 'gateway' }, { kind: 'root', consumers: [] }]);
  });

  it('are rotated to the kind of key that was chosen', async () => {
    const sent = server({ [`POST ${BASE}/authorities/rotate`]: [201, rotation] });
    const { user } = openConsole(`/tenants/${acme.id}/authorities`);
    await user.click(await screen.findByRole('button', { name: 'Begin a rotation' }));
    await user.selectOptions(screen.getByLabelText('Kind of key'), 'ec-p384');
    await user.click(screen.getByRole('button', { name: 'Begin rotation' }));
    expect(await screen.findByText('Rotation begun')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ kind: 'issuing', keyType: 'ec-p384', consumers: [] });
  });

  it('for SSH come with the commands by which servers and clients trust them', async () => {
    const sent = server({ [`POST ${BASE}/ssh/authorities/rotate`]: [201, {}] });
    const { user } = openConsole(`/tenants/${acme.id}/ssh`);
    expect(await screen.findByText('No SSH authority yet')).toBeVisible();
    expect(screen.getByText(/TrustedUserCAKeys/)).toHaveTextContent(`${acme.issuer}/ssh/user-ca.pub`);
    await user.click(screen.getByRole('button', { name: 'Let a new key follow' }));
    await user.click(screen.getByRole('button', { name: 'Begin' }));
    expect(await screen.findByText('A new key follows')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ kind: 'user', activeIn: 'P1D' });
  });
});
