import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { problem, serverAnswers } from '../testing/server';

const REFUSALS = `/api/v1/tenants/${acme.id}/sign-in-refusals`;
const refusal = {
  reference: '0123456789abcdef01234567',
  time: '2026-01-01T12:00:00Z',
  actor: 'user:alice@acme.example',
  action: 'session.begin',
  target: 'session',
  address: '10.0.0.7',
  reason: 'wrong password',
};
const explained = {
  ...refusal,
  steps: [
    { policy: 'authentication policy', outcome: 'held', detail: 'a sign-in may begin with a password' },
    { policy: 'password', outcome: 'refused', detail: 'wrong password' },
  ],
};

describe('refused sign-ins', () => {
  it('are listed, and one is opened by the reference that a page showed', async () => {
    serverAnswers({
      'GET /console/session': [200, operator],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      [`GET ${REFUSALS}`]: [200, { items: [refusal] }],
      [`GET ${REFUSALS}/${refusal.reference}`]: [200, explained],
    });
    const { user } = openConsole(`/tenants/${acme.id}/refusals`);
    expect(await screen.findByRole('link', { name: refusal.reference })).toBeVisible();
    await user.type(screen.getByRole('textbox', { name: 'Reference' }), `${refusal.reference}{Enter}`);
    const steps = within(await screen.findByRole('list', { name: 'Steps' })).getAllByRole('listitem');
    expect(steps.map((step) => step.textContent)).toEqual(['Held authentication policya sign-in may begin with a password', 'Refused passwordwrong password']);
  });

  it('says so when there is none of that reference', async () => {
    serverAnswers({
      'GET /console/session': [200, operator],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      [`GET ${REFUSALS}/ffff`]: problem(404, 'There is no such refusal.'),
    });
    openConsole(`/tenants/${acme.id}/refusals/ffff`);
    expect(await screen.findByRole('heading', { name: 'Not found' })).toBeVisible();
    expect(screen.getByText('There is no such refusal.')).toBeVisible();
  });

  it('says so in its own words when the server has none', async () => {
    serverAnswers({
      'GET /console/session': [200, operator],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      [`GET ${REFUSALS}/ffff`]: [404, { title: 'Not Found', status: 404 }, 'application/problem+json'],
    });
    openConsole(`/tenants/${acme.id}/refusals/ffff`);
    expect(await screen.findByText('There is no such thing here, or none that you may see.')).toBeVisible();
    expect(screen.queryByText('Not Found')).not.toBeInTheDocument();
  });
});
