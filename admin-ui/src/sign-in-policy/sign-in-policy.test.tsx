import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { AuthenticationPolicy } from '../api';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, serverAnswers } from '../testing/server';
import { contextInWords, rootsInWords, typedContext, typedRoots } from './words';

const PATH = `/api/v1/tenants/${acme.id}/policies/authentication`;

const policy: AuthenticationPolicy = {
  firstFactors: ['password', 'passkey'],
  secondFactor: 'enrolled',
  secondFactors: ['one-time-code', 'passkey'],
  contexts: [
    { acr: '1', methods: [['password']] },
    { acr: '2', methods: [['passkey'], ['password', 'one-time-code']] },
  ],
  passkeys: { userVerification: 'preferred', attestationRoots: [] },
  certificates: { ownAuthority: 'enrolled', authorities: [] },
  selfRegistration: { allowed: false, emailDomains: [] },
};

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({ 'GET /console/session': [200, operator], [`GET /api/v1/tenants/${acme.id}`]: [200, acme], [`GET ${PATH}`]: [200, policy], ...answers });

async function edit() {
  const { user } = openConsole(`/tenants/${acme.id}/sign-in-policy`);
  await user.click(await screen.findByRole('button', { name: 'Edit sign-in' }));
  return { user, dialog: within(await screen.findByRole('dialog', { name: 'Edit sign-in' })) };
}

describe('the sign-in policy', () => {
  it('asks for a fresh sign-in before it is changed', async () => {
    server({ 'GET /console/session': [200, { ...operator, provenAt: '2026-01-01T12:00:00Z' }] });
    const { dialog } = await edit();
    expect(dialog.getByRole('button', { name: 'Sign in again' })).toBeVisible();
  });

  it('is shown in words', async () => {
    server();
    openConsole(`/tenants/${acme.id}/sign-in-policy`);
    expect(await screen.findByText('Password, Passkey')).toBeVisible();
    expect(screen.getByText('Of everybody who has one')).toBeVisible();
    expect(screen.getByText('2: passkey | password + one-time-code')).toBeVisible();
  });

  it('is saved as it was typed', async () => {
    const sent = server({ [`PATCH ${PATH}`]: [200, { ...policy, secondFactor: 'required' }] });
    const { user, dialog } = await edit();
    await user.selectOptions(dialog.getByLabelText('Begin with a passkey'), 'false');
    await user.selectOptions(dialog.getByLabelText('A second factor is asked'), 'required');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Of everybody; who has none sets one up')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ ...policy, firstFactors: ['password'], secondFactor: 'required', certificates: { ownAuthority: 'enrolled' } });
  });

  it('shows and changes which certificates sign people in', async () => {
    const authorities = [{ name: 'corp', certificate: 'PEM', crl: 'https://corp.example/ca.crl' }];
    const sent = server({
      [`GET ${PATH}`]: [200, { ...policy, certificates: { ownAuthority: 'enrolled', authorities } }],
      [`PATCH ${PATH}`]: [200, { ...policy, firstFactors: ['password', 'certificate'], certificates: { ownAuthority: 'issued', authorities } }],
    });
    const { user, dialog } = await edit();
    expect(screen.getByText('corp, revocation by https://corp.example/ca.crl')).toBeInTheDocument();
    await user.selectOptions(dialog.getByLabelText('Begin with a certificate'), 'true');
    await user.selectOptions(dialog.getByLabelText(/^Certificates of this tenant/), 'issued');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Count as they are issued')).toBeVisible();
    const body = sent.find(({ method }) => method === 'PATCH')?.body as AuthenticationPolicy;
    expect(body.firstFactors).toEqual(['password', 'passkey', 'certificate']);
    expect(body.certificates).toEqual({ ownAuthority: 'issued' });
  });

  it('lets nobody be locked out unnoticed', async () => {
    server({ [`PATCH ${PATH}`]: problem(400, 'Not acceptable.', [{ field: 'firstFactors', detail: 'nobody has a passkey' }]) });
    const { user, dialog } = await edit();
    await user.selectOptions(dialog.getByLabelText('Begin with a password'), 'false');
    await user.selectOptions(dialog.getByLabelText('Begin with a passkey'), 'false');
    await user.clear(dialog.getByLabelText(/^Levels/));
    await user.type(dialog.getByLabelText(/^Levels/), '2: magic');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText(/without one nobody signs in/)).toBeVisible();
    expect(dialog.getByText(/Not a level: “2: magic”/)).toBeVisible();
    await user.selectOptions(dialog.getByLabelText('Begin with a passkey'), 'true');
    await user.clear(dialog.getByLabelText(/^Levels/));
    await user.type(dialog.getByLabelText(/^Levels/), '2: passkey');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('nobody has a passkey');
  });
});

describe('authorities that attest models', () => {
  const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;

  it('each have the models below their certificate', () => {
    const roots = [
      { certificate: pem('MIIA'), aaguids: ['9c835346-796b-4c27-8898-d6032f515cc5', '08987058-cadc-4b81-b6e1-30de50dcbe96'] },
      { certificate: pem('MIIB'), aaguids: [] },
    ];
    expect(typedRoots(rootsInWords(roots))).toEqual(roots);
    expect(typedRoots('  ')).toEqual([]);
    expect(typedRoots(`9c835346-796b-4c27-8898-d6032f515cc5\n${pem('MIIA')}`)).toBeUndefined();
  });
});

describe('a level', () => {
  it('reads as it is written', () => {
    const context = { acr: 'urn:acme:2', methods: [['passkey'], ['password', 'one-time-code']] } as const;
    expect(typedContext(contextInWords({ acr: context.acr, methods: context.methods.map((method) => [...method]) }))).toEqual(context);
    expect(typedContext('passkey')).toBeUndefined();
    expect(typedContext('2: nothing')).toBeUndefined();
  });
});
