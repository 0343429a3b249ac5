import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, cluster, operator, payments } from '../testing/fixtures';
import { type Answer, serverAnswers } from '../testing/server';
import { claimsError, newRule, ruleFor } from './ruleForm';

const TENANT = `/api/v1/tenants/${acme.id}`;
const github = { ...cluster, id: 'g', name: 'ci', issuer: 'https://token.actions.githubusercontent.com', kind: 'github' };

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${TENANT}`]: [200, acme],
    [`GET ${TENANT}/workloads`]: [200, { items: [] }],
    [`GET ${TENANT}/workloads/${payments.id}`]: [200, payments],
    [`GET ${TENANT}/trusted-issuers`]: [200, { items: [cluster, github] }],
    ...answers,
  });

async function openDialog() {
  const { user } = openConsole(`/tenants/${acme.id}/workloads`);
  await user.click(await screen.findByRole('button', { name: 'Create workload' }));
  return { user, dialog: within(await screen.findByRole('dialog', { name: 'Create workload' })) };
}

describe('creating a workload', () => {
  it('sends its rule and audiences, and opens it', async () => {
    const sent = server({ [`POST ${TENANT}/workloads`]: [201, payments] });
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Name/), 'shop/payments');
    expect(dialog.getByText('Its SPIFFE ID is spiffe://acme.example/shop/payments')).toBeVisible();
    await user.type(dialog.getByLabelText('Audiences'), 'billing');
    await user.type(dialog.getByLabelText('Claim 1 value'), 'system:serviceaccount:shop:payments');
    await user.click(dialog.getByRole('button', { name: 'Create workload' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'shop/payments' })).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      name: 'shop/payments',
      rules: [{ issuer: 'https://cluster.example', claims: { sub: 'system:serviceaccount:shop:payments' } }],
      audiences: ['billing'],
    });
  });

  it("begins the rule with the platform's immutable claim", async () => {
    server();
    const { user, dialog } = await openDialog();
    expect(dialog.getByLabelText('Claim 1 name')).toHaveValue('sub');
    await user.selectOptions(dialog.getByLabelText('Vouched for by'), github.issuer);
    expect(dialog.getByLabelText('Claim 1 name')).toHaveValue('repository_id');
  });

  it('tells which of the last refusals a rule would have let in', async () => {
    const sent = server({ [`POST ${TENANT}/workloads/explain`]: [200, { preview: { matches: true, differences: [] }, refusals: [{ reference: 'ref-9', at: '2026-01-01T12:00:00Z', issuer: cluster.issuer, reason: 'no rule matches' }] }] });
    const { user, dialog } = await openDialog();
    expect(dialog.getByRole('button', { name: 'What would match?' })).toBeDisabled();
    await user.type(dialog.getByLabelText('Claim 1 value'), 'x');
    await user.click(dialog.getByRole('button', { name: 'What would match?' }));
    expect(await dialog.findByText('1 of the last refusals would have matched')).toBeVisible();
    expect(dialog.getByText('ref-9')).toBeVisible();
    expect(sent.at(-1)?.body).toEqual({ rule: { issuer: cluster.issuer, claims: { sub: 'x' } } });
  });

  it('says when the rule says nothing', async () => {
    const sent = server();
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Name/), 'payments');
    await user.click(dialog.getByRole('button', { name: 'Create workload' }));
    expect(dialog.getByText('Each claim needs a name and a value.')).toBeVisible();
    expect(sent.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('may rest on the agent of a node when no platform is trusted yet', async () => {
    const sent = server({ [`GET ${TENANT}/trusted-issuers`]: [200, { items: [] }], [`POST ${TENANT}/workloads`]: [201, payments] });
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Name/), 'shop/payments');
    await user.click(dialog.getByRole('button', { name: 'Create workload' }));
    expect(dialog.getByText(/Name the node: its host name/)).toBeVisible();
    await user.type(dialog.getByLabelText(/^Node/), 'host1');
    await user.type(dialog.getByLabelText(/^Selectors/), 'unix:uid:1000');
    await user.click(dialog.getByRole('button', { name: 'Create workload' }));
    await screen.findByRole('heading', { level: 1, name: 'shop/payments' });
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ name: 'shop/payments', rules: [{ node: 'host1', selectors: ['unix:uid:1000'] }] });
  });
});

describe('a workload', () => {
  it('says that nothing is recognised as it without a rule, and takes one', async () => {
    const sent = server({ [`POST ${TENANT}/workloads/${payments.id}/rules`]: [201, { id: 'r', issuer: cluster.issuer, claims: { sub: 'x' } }] });
    const { user } = openConsole(`/tenants/${acme.id}/workloads/${payments.id}`);
    expect(await screen.findByText('No rules yet')).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'Add rule' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add rule' }));
    await user.type(dialog.getByLabelText('Claim 1 value'), 'x');
    await user.click(dialog.getByRole('button', { name: 'Add rule' }));
    expect(await screen.findByText('Rule added to shop/payments')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ issuer: 'https://cluster.example', claims: { sub: 'x' } });
  });
});

describe('the claims of a rule', () => {
  const claim = (name: string, value: string, key = 0) => ({ key, name, value });
  it.each([
    [[claim('', '')], 'Name at least one claim'],
    [[claim('sub', '')], 'a name and a value'],
    [[claim('', 'x')], 'a name and a value'],
    [[claim('sub', 'a'), claim('sub', 'b', 1)], 'may be named once'],
  ])('are refused: %j', (claims, why) => {
    expect(claimsError(claims)).toContain(why);
  });

  it('leave out what was left empty', () => {
    const claims = [claim('sub', ' a '), claim('', '', 1)];
    expect(claimsError(claims)).toBeUndefined();
    expect(newRule({ ...ruleFor(undefined), issuer: 'https://i.example', claims })).toEqual({ issuer: 'https://i.example', claims: { sub: 'a' } });
  });
});

it('a workload says which of its rules wait for the consent of the operator', async () => {
  const rule = { id: 'r', issuer: cluster.issuer, claims: { sub: 'x' } };
  server({ [`GET ${TENANT}/workloads/${payments.id}`]: [200, { ...payments, rules: [rule] }], [`GET ${TENANT}/trusted-issuers`]: [200, { items: [cluster, github] }] });
  openConsole(`/tenants/${acme.id}/workloads/${payments.id}`);
  expect(await screen.findByText(/give nothing until the operator consents to them: https:\/\/cluster.example[.]/)).toBeVisible();
});
