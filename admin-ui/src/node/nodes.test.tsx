import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, cluster, operator } from '../testing/fixtures';
import { type Answer, serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}`;
const at = { createdAt: '2026-01-01T12:00:00Z', updatedAt: '2026-01-01T12:00:00Z' };
const host = { id: 'n1', name: 'host1', enabled: true, joined: true, joinedAt: '2026-01-01T12:00:00Z', ...at };
const token = { id: 't1', node: 'host2', expiresAt: '2026-01-01T12:10:00Z', createdAt: '2026-01-01T12:00:00Z' };

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/nodes`]: [200, { items: [host] }],
    [`GET ${BASE}/join-tokens`]: [200, { items: [] }],
    [`GET ${BASE}/trusted-issuers`]: [200, { items: [cluster] }],
    ...answers,
  });

describe('a node', () => {
  it('is listed with how well it is known', async () => {
    server({ [`GET ${BASE}/nodes`]: [200, { items: [{ ...host, assurance: 3 }] }] });
    openConsole(`/tenants/${acme.id}/nodes`);
    expect(await screen.findByText('3, confirmed by the platform')).toBeVisible();
  });

  it('joins by a command that shows its token once', async () => {
    const sent = server({ [`POST ${BASE}/join-tokens`]: [201, { ...token, token: 'the-secret' }] });
    const { user } = openConsole(`/tenants/${acme.id}/nodes`);
    await user.click(await screen.findByRole('button', { name: 'Add node' }));
    await user.type(screen.getByRole('textbox', { name: 'Node' }), 'host2');
    await user.click(screen.getByRole('button', { name: 'Make join token' }));
    expect(await screen.findByText(/the-secret/)).toHaveTextContent('lightwave agent --tenant=acme.example');
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ node: 'host2', expiresIn: 'PT10M' });
    await user.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.queryByText(/the-secret/)).toBeNull();
  });

  it('is registered before it joins in another way', async () => {
    const sent = server({ [`POST ${BASE}/nodes`]: [201, { ...host, name: 'host3', joined: false }] });
    const { user } = openConsole(`/tenants/${acme.id}/nodes`);
    await user.click(await screen.findByRole('button', { name: 'Add node' }));
    await user.type(screen.getByRole('textbox', { name: 'Node' }), 'host3');
    await user.selectOptions(screen.getByLabelText('It joins'), 'otherwise');
    expect(screen.queryByLabelText('Good for')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Register node' }));
    expect(await screen.findByText('Node host3 registered')).toBeVisible();
    expect(sent.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body])).toEqual([[`${BASE}/nodes`, { name: 'host3' }]]);
  });

  it('is deleted only after its name was typed', async () => {
    const sent = server({ [`DELETE ${BASE}/nodes/n1`]: [204] });
    const { user } = openConsole(`/tenants/${acme.id}/nodes`);
    await user.click(await screen.findByRole('button', { name: 'Actions for host1' }));
    await user.click(screen.getByRole('menuitem', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByRole('button', { name: 'Delete node' })).toBeDisabled();
    await user.type(dialog.getByLabelText('Type host1 to confirm'), 'host1');
    await user.click(dialog.getByRole('button', { name: 'Delete node' }));
    expect(await screen.findByText('Node host1 deleted')).toBeVisible();
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(true);
  });

  it('of a cluster joins by itself once its agents are named', async () => {
    const sent = server({ [`PATCH ${BASE}/trusted-issuers/${cluster.id}`]: [200, cluster] });
    const { user } = openConsole(`/tenants/${acme.id}/nodes`);
    await user.click(await screen.findByRole('button', { name: 'Let a cluster join' }));
    await user.type(screen.getByLabelText('Service accounts of the agents'), 'agent');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('Write each as NAMESPACE/NAME.')).toBeVisible();
    await user.clear(screen.getByLabelText('Service accounts of the agents'));
    await user.type(screen.getByLabelText('Service accounts of the agents'), 'lightwave/agent');
    await user.type(screen.getByLabelText('Suffix'), 'prod');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Nodes of prod may join')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ nodes: { suffix: 'prod', serviceAccounts: ['lightwave/agent'] } });
  });
});
