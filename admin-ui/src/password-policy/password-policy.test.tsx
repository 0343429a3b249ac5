import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { LockoutPolicy, PasswordPolicy, ThrottlePolicy } from '../api';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, serverAnswers } from '../testing/server';
import { durationInWords, typedDuration } from './duration';

const BASE = `/api/v1/tenants/${acme.id}/policies`;

const policy: PasswordPolicy = {
  minimumLength: 8,
  minimumClasses: 0,
  history: 0,
  maximumAge: 'PT2160H',
  minimumAge: 'PT0S',
  graceLogins: 0,
  expiryWarning: 'PT0S',
  mustChange: false,
  allowUserChange: true,
  safeModify: false,
  refuseBreached: true,
  argon2: { memory: 19456, passes: 2, lanes: 1 },
  scram: false,
  breachedPasswords: { configured: false },
};

const lockout: LockoutPolicy = { enabled: false, failures: 0, duration: 'PT15M', interval: 'PT15M' };

const throttle: ThrottlePolicy = {
  account: { failures: 4, longest: 'PT15M' },
  network: { failures: 50, longest: 'PT15M' },
  networkOfClients: { failures: 500, longest: 'PT15M' },
  tenant: { failures: 1000, longest: 'PT1M' },
};

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
    [`GET ${BASE}/password`]: [200, policy],
    [`GET ${BASE}/lockout`]: [200, lockout],
    [`GET ${BASE}/throttle`]: [200, throttle],
    ...answers,
  });

async function edit(what: 'passwords' | 'lockout' | 'guessing') {
  const { user } = openConsole(`/tenants/${acme.id}/password-policy`);
  await user.click(await screen.findByRole('button', { name: `Edit ${what}` }));
  return { user, dialog: within(await screen.findByRole('dialog', { name: `Edit ${what}` })) };
}

it.each(['passwords', 'lockout', 'guessing'] as const)('what is asked of %s waits for a fresh sign-in', async (what) => {
  server({ 'GET /console/session': [200, { ...operator, provenAt: '2026-01-01T12:00:00Z' }] });
  const { dialog } = await edit(what);
  expect(dialog.getByRole('button', { name: 'Sign in again' })).toBeVisible();
});

describe('the password policy', () => {
  it('is shown in words', async () => {
    server();
    openConsole(`/tenants/${acme.id}/password-policy`);
    expect(await screen.findByText('At least 8 characters')).toBeVisible();
    expect(screen.getByText('90 days')).toBeVisible();
    expect(screen.getByText('Argon2id, 19456 KiB, passes 2, lanes 1')).toBeVisible();
    expect(screen.getByText('Refused as soon as the server has a list')).toBeVisible();
    expect(screen.getByText('Never; failures are slowed down')).toBeVisible();
    expect(screen.getByText('1000 failures cost nothing; further ones close it for up to 1 minute')).toBeVisible();
  });

  it('is patched with what was changed and nothing else', async () => {
    const sent = server({ [`PATCH ${BASE}/password`]: [200, { ...policy, minimumLength: 12, maximumAge: 'PT0S', safeModify: true }] });
    const { user, dialog } = await edit('passwords');
    await user.clear(dialog.getByLabelText(/Characters at least/));
    await user.type(dialog.getByLabelText(/Characters at least/), '12');
    await user.clear(dialog.getByLabelText('Expire after'));
    await user.clear(dialog.getByLabelText(/Argon2id passes/));
    await user.type(dialog.getByLabelText(/Argon2id passes/), '3');
    await user.selectOptions(dialog.getByLabelText('The present password over LDAP'), 'true');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('At least 12 characters')).toBeVisible();
    expect(screen.getByText('Over LDAP with the present one')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ minimumLength: 12, maximumAge: 'PT0S', safeModify: true, argon2: { passes: 3 } });
  });

  it('says at the field what is wrong with it, here and at the server', async () => {
    server({ [`PATCH ${BASE}/password`]: problem(400, 'Not acceptable.', [{ field: 'history', detail: '0 to 24' }]) });
    const { user, dialog } = await edit('passwords');
    await user.type(dialog.getByLabelText('Warn before'), 'soon');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText(/Enter a number and a unit/)).toBeVisible();
    await user.clear(dialog.getByLabelText('Warn before'));
    await user.clear(dialog.getByLabelText(/Earlier passwords/));
    await user.type(dialog.getByLabelText(/Earlier passwords/), '99');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText('0 to 24')).toBeVisible();
    expect(dialog.getByLabelText(/Earlier passwords/)).toHaveFocus();
  });
});

describe('the lockout', () => {
  it('is turned on with its numbers', async () => {
    const sent = server({ [`PATCH ${BASE}/lockout`]: [200, { ...lockout, enabled: true, failures: 5 }] });
    const { user, dialog } = await edit('lockout');
    await user.selectOptions(dialog.getByLabelText('After failures'), 'true');
    await user.clear(dialog.getByLabelText(/^Failures/));
    await user.type(dialog.getByLabelText(/^Failures/), '5');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('After 5 failures')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ enabled: true, failures: 5, duration: 'PT900S', interval: 'PT900S' });
  });
});

describe('the limits of guessing', () => {
  it('are patched where they were changed', async () => {
    const changed = { ...throttle, network: { failures: 200, longest: 'PT15M' }, tenant: { failures: 1000, longest: 'PT2M' } };
    const sent = server({ [`PATCH ${BASE}/throttle`]: [200, changed] });
    const { user, dialog } = await edit('guessing');
    await user.clear(dialog.getByLabelText(/Network of people: failures/));
    await user.type(dialog.getByLabelText(/Network of people: failures/), '200');
    await user.clear(dialog.getByLabelText(/Whole tenant: closed/));
    await user.type(dialog.getByLabelText(/Whole tenant: closed/), '2 minutes');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('200 failures cost nothing; further ones close it for up to 15 minutes')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ network: { failures: 200 }, tenant: { longest: 'PT120S' } });
  });

  it('show at the field what the server says of it', async () => {
    server({ [`PATCH ${BASE}/throttle`]: problem(400, 'Not acceptable.', [{ field: 'account.failures', detail: '1 to 20' }]) });
    const { user, dialog } = await edit('guessing');
    await user.clear(dialog.getByLabelText(/Account: failures/));
    await user.type(dialog.getByLabelText(/Account: failures/), '99');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText('1 to 20')).toBeVisible();
    expect(dialog.getByLabelText(/Account: failures/)).toHaveFocus();
  });
});

describe('a duration', () => {
  it.each([
    ['PT2160H', '90 days'],
    ['P1DT12H', '36 hours'],
    ['PT15M', '15 minutes'],
    ['PT1S', '1 second'],
    ['PT0S', ''],
  ])('%s is said as %j', (iso, words) => {
    expect(durationInWords(iso)).toBe(words);
  });
  it.each([
    ['90 days', 'PT7776000S'],
    ['1 Hour', 'PT3600S'],
    [' 15minutes ', 'PT900S'],
    ['', 'PT0S'],
    ['soon', undefined],
    ['-1 days', undefined],
    ['1.5 hours', undefined],
  ])('typed as %j is %s', (text, iso) => {
    expect(typedDuration(text)).toBe(iso);
  });
});
