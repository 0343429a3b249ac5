import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { serverAnswers } from '../testing/server';

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
