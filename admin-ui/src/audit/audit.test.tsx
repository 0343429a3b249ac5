import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, type Sent, serverAnswers } from '../testing/server';

const AUDIT = `/api/v1/tenants/${acme.id}/audit`;
const event = { id: '7', time: '2026-01-01T12:00:00Z', tenant: acme.name, actor: 'alice', action: 'token.issue', target: 'billing', address: '10.0.0.7', outcome: 'success', requestId: 'r-7' };

describe('the audit trail', () => {
  it('shows who did what, why it was refused, and that nobody was recognised', async () => {
    const { actor: _, ...anonymous } = event;
    serverAnswers({
      'GET /console/session': [200, operator],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      [`GET ${AUDIT}`]: [200, { items: [event, { ...anonymous, id: '6', outcome: 'refused', reason: 'no rule matches' }] }],
    });
    openConsole(`/tenants/${acme.id}/audit`);
    expect(await screen.findByText('alice')).toBeVisible();
    expect(screen.getByText('Nobody recognised')).toBeVisible();
    expect(screen.getByText('no rule matches')).toBeVisible();
    expect(screen.getAllByText('r-7')).toHaveLength(2);
  });

  it('is filtered on the server', async () => {
    const sent = serverAnswers({
      'GET /console/session': [200, operator],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      [`GET ${AUDIT}`]: ({ query }) => [200, { items: query['outcome'] ? [] : [event] }],
    });
    const { user, router } = openConsole(`/tenants/${acme.id}/audit`);
    await user.type(await screen.findByRole('textbox', { name: 'Actor' }), 'alice{Enter}');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Outcome' }), 'refused');
    expect(await screen.findByText('No entry matches')).toBeVisible();
    expect(sent.at(-1)?.query).toEqual({ actor: 'alice', outcome: 'refused' });
    expect(router.state.location.search).toEqual({ actor: 'alice', outcome: 'refused' });
  });
});

describe('entries that are rare', () => {
  it('are looked for behind pages that have none', async () => {
    const sent = serverAnswers({
      'GET /console/session': [200, operator],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      [`GET ${AUDIT}`]: ({ query }) => [200, query['cursor'] === '2' ? { items: [event] } : { items: [], nextCursor: query['cursor'] ? '2' : '1' }],
    });
    openConsole(`/tenants/${acme.id}/audit?actor=alice`);
    expect(await screen.findByText('alice')).toBeVisible();
    expect(sent.filter(({ path }) => path === AUDIT).map(({ query }) => query)).toEqual([
      { actor: 'alice' },
      { actor: 'alice', cursor: '1' },
      { actor: 'alice', cursor: '2' },
    ]);
  });
});

describe('the seals of the trail', () => {
  const HASH = 'ab'.repeat(32);
  const part = { seals: 5000, events: 70_000, unsealed: 0, removedUpTo: 3, head: { number: 5003, hash: HASH, sealedAt: '2026-01-01T12:00:00Z' }, findings: [], nextCursor: '5003' };
  const last = { seals: 2, events: 9, unsealed: 4, removedUpTo: 3, head: { number: 5005, hash: HASH, sealedAt: '2026-01-01T12:02:00Z' }, findings: [] };

  async function check(answer: (sent: Sent) => Answer, anchor = '') {
    const sent = serverAnswers({
      'GET /console/session': [200, operator],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      [`GET ${AUDIT}`]: [200, { items: [event] }],
      [`GET ${AUDIT}/verification`]: answer,
    });
    const { user } = openConsole(`/tenants/${acme.id}/audit`);
    await user.click(await screen.findByRole('button', { name: 'Check the seals' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Check the seals' }));
    if (anchor) await user.type(dialog.getByRole('textbox', { name: 'Anchor' }), anchor);
    await user.click(dialog.getByRole('button', { name: 'Check' }));
    return { dialog, asked: () => sent.filter(({ path }) => path.endsWith('/verification')).map(({ query }) => query) };
  }

  it('are checked to the end, and the last one is the anchor to note', async () => {
    const { dialog, asked } = await check(({ query }) => [200, query['cursor'] ? last : part], `7:${HASH}`);
    expect(await dialog.findByText('The trail is as it was sealed')).toBeVisible();
    expect(dialog.getByText('5002')).toBeVisible();
    expect(dialog.getByText('70009')).toBeVisible();
    expect(dialog.getByText(`5005:${HASH}`)).toBeVisible();
    expect(dialog.getByText(/up to seal 3/)).toBeVisible();
    expect(asked()).toEqual([{ anchor: `7:${HASH}` }, { anchor: `7:${HASH}`, cursor: '5003' }]);
  });

  it('show what was changed, whatever part it is in', async () => {
    const { dialog } = await check(({ query }) => [200, query['cursor'] ? last : { ...part, findings: [{ seal: 17, problem: 'an event was changed' }] }]);
    expect(await dialog.findByText('The trail is not as it was sealed')).toBeVisible();
    expect(dialog.getByText('Seal 17: an event was changed')).toBeVisible();
    expect(dialog.queryByText('The trail is as it was sealed')).toBeNull();
  });

  it('tell nothing when the check could not be done to its end', async () => {
    const { dialog } = await check(({ query }) => (query['cursor'] ? problem(503, 'The database does not answer.') : [200, part]));
    expect(await dialog.findByRole('alert')).toHaveTextContent('The database does not answer.');
    expect(dialog.queryByText(/The trail is/)).toBeNull();
  });

  it('are not checked against half an anchor', async () => {
    const { dialog, asked } = await check(() => [200, last], '7:abc');
    expect(dialog.getByText(/Paste it whole/)).toBeVisible();
    expect(asked()).toEqual([]);
  });
});
