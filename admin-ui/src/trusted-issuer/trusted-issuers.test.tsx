import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, acmeAdmin, cluster, operator } from '../testing/fixtures';
import { serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}/trusted-issuers`;

async function openDialog() {
  const sent = serverAnswers({
    'GET /console/session': [200, operator],
    [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
    [`GET ${BASE}`]: [200, { items: [] }],
    [`POST ${BASE}`]: [201, cluster],
  });
  const { user } = openConsole(`/tenants/${acme.id}/trusted-issuers`);
  await user.click(await screen.findByRole('button', { name: 'Add trusted issuer' }));
  return { sent, user, dialog: within(await screen.findByRole('dialog')) };
}

describe('adding a trusted issuer', () => {
  it('fills in the issuer of a platform that has one for everybody', async () => {
    const { user, dialog } = await openDialog();
    await user.selectOptions(dialog.getByLabelText('Platform'), 'github');
    expect(dialog.getByLabelText(/^Issuer/)).toHaveValue('https://token.actions.githubusercontent.com');
    await user.selectOptions(dialog.getByLabelText('Platform'), 'kubernetes');
    expect(dialog.getByLabelText(/^Issuer/)).toHaveValue('');
    await user.type(dialog.getByLabelText(/^Issuer/), 'https://own.example');
    await user.selectOptions(dialog.getByLabelText('Platform'), 'gitlab');
    expect(dialog.getByLabelText(/^Issuer/)).toHaveValue('https://own.example');
  });

  it('takes a fixed key set for a cluster that cannot be reached', async () => {
    const { sent, user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Issuer/), 'https://cluster.example');
    await user.selectOptions(dialog.getByLabelText('Public keys'), 'jwks');
    await user.type(dialog.getByLabelText(/^Key set/), '{{"keys":[[]}');
    await user.click(dialog.getByRole('button', { name: 'Add trusted issuer' }));
    expect(await screen.findByText('Trusted issuer prod registered')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ issuer: 'https://cluster.example', kind: 'kubernetes', jwks: { keys: [] } });
  });

  it('takes certificates and neither keys nor an audience for the documents of AWS', async () => {
    const { sent, user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Audience/), 'https://before.example');
    await user.selectOptions(dialog.getByLabelText('Public keys'), 'jwks');
    await user.selectOptions(dialog.getByLabelText('Platform'), 'ec2');
    expect(dialog.queryByLabelText('Public keys')).toBeNull();
    expect(dialog.queryByLabelText(/^Audience/)).toBeNull();
    await user.type(dialog.getByLabelText(/^Certificates/), 'PEM');
    await user.click(dialog.getByRole('button', { name: 'Add trusted issuer' }));
    expect(await screen.findByText('Trusted issuer prod registered')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ issuer: 'https://ec2.eu-central-1.amazonaws.com', kind: 'ec2', caBundle: 'PEM' });
  });

  it('refuses an issuer that is no URL', async () => {
    const { sent, user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Issuer/), 'cluster');
    await user.click(dialog.getByRole('button', { name: 'Add trusted issuer' }));
    expect(dialog.getByText('Enter the issuer, an absolute URL.')).toBeVisible();
    expect(sent.some(({ method }) => method === 'POST')).toBe(false);
  });
});

describe('the consent of the operator', () => {
  const open = async (session: object) => {
    const sent = serverAnswers({
      'GET /console/session': [200, session],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      [`GET ${BASE}`]: [200, { items: [cluster] }],
      [`PUT ${BASE}/${cluster.id}/operator-consent`]: [200, { ...cluster, operatorConsent: true }],
    });
    const { user } = openConsole(`/tenants/${acme.id}/trusted-issuers`);
    expect(await screen.findByText('Waits for the operator')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Actions for prod' }));
    return { sent, user };
  };

  it('is given by the operator', async () => {
    const { sent, user } = await open(operator);
    await user.click(screen.getByRole('menuitem', { name: 'Consent' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Consent' }));
    expect(await screen.findByText('Consent to prod given')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PUT')?.body).toEqual({ given: true });
  });

  it('is offered to nobody else', async () => {
    await open(acmeAdmin);
    expect(screen.getByRole('menuitem', { name: 'Delete' })).toBeVisible();
    expect(screen.queryByRole('menuitem', { name: 'Consent' })).toBeNull();
  });
});
