import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { acme, certificate, cluster, CLUSTER_PEM } from '../testing/fixtures';
import { type Answer, problem, type Sent, serverAnswers } from '../testing/server';
import { barsOf, totalOf } from './activity';
import { concernsQuery } from './concerns';

const BASE = `/api/v1/tenants/${acme.id}`;
const nothing: Answer = [200, { items: [] }];
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 + 3_600_000).toISOString();

async function concerns(answers: Record<string, Answer | ((sent: Sent) => Answer)>) {
  const lists = ['authorities', 'certificates', 'saml-keys', 'identity-providers', 'service-providers', 'clients', 'authority-rotations', 'trusted-issuers', 'node-authorities', 'join-tokens', 'acme-credentials', 'ssh/authorities', 'ssh/certificates', 'workload-refusals', 'sign-in-refusals'];
  serverAnswers({ ...Object.fromEntries(lists.map((list) => [`GET ${BASE}/${list}`, nothing])), ...answers });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return (await client.fetchQuery(concernsQuery(client, acme))).map(({ level, text }) => `${level}: ${text}`);
}

describe('what needs attention', () => {
  it('is nothing when all is well', async () => {
    expect(await concerns({})).toEqual([]);
  });

  it('is what ends soon, the most urgent first, but no certificate that its agent renews', async () => {
    const long = { ...certificate, spiffeId: undefined, notBefore: '2026-01-01T00:00:00Z' };
    expect(
      await concerns({
        [`GET ${BASE}/certificates`]: [200, { items: [{ ...long, id: '1', subject: 'CN=mail', notAfter: inDays(20) }, { ...certificate, id: '2', notBefore: inDays(-1), notAfter: inDays(0) }] }],
        [`GET ${BASE}/saml-keys`]: [200, { items: [{ id: 'k1', state: 'active', stateSince: inDays(-300), expiresAt: inDays(2) }] }],
      }),
    ).toEqual(['danger: SAML key k1 ends in 2 days', 'warning: Certificate CN=mail ends in 20 days']);
  });

  it('is what others have to renew and to consent to, but nothing that only waits to be used', async () => {
    const issuer = { ...cluster, enabled: true, caBundle: CLUSTER_PEM };
    expect(
      await concerns({
        [`GET ${BASE}/trusted-issuers`]: [200, { items: [issuer] }],
        [`GET ${BASE}/join-tokens`]: [200, { items: [{ id: 'j', node: 'host1', expiresAt: inDays(0) }] }],
        [`GET ${BASE}/ssh/authorities`]: [200, { items: [{ name: 'user-1', state: 'retiring', trustedUntil: inDays(10) }, { name: 'user-2', state: 'active' }] }],
      }),
    ).toEqual([expect.stringMatching(/^danger: Authority of a trusted cluster prod ended/), 'warning: SSH authority user-1 ends in 10 days', 'warning: prod proves nothing until the operator consents to it']);
  });

  it('is found behind the first page of a list, too', async () => {
    const secret = (id: string, expiresAt: string) => ({ id, clientId: id, secrets: [{ id: 's', expiresAt }] });
    expect(
      await concerns({
        [`GET ${BASE}/clients`]: ({ query }) => [200, query['cursor'] ? { items: [secret('late', inDays(3))] } : { items: [secret('first', inDays(300))], nextCursor: 'more' }],
      }),
    ).toEqual(['danger: Secret of a client late ends in 3 days']);
  });

  it('is who was refused, and what the operator may not read is left out', async () => {
    expect(
      await concerns({
        [`GET ${BASE}/workload-refusals`]: [200, { items: [{ reference: 'r', at: inDays(-0.5), issuer: 'i', reason: 'no rule' }, { reference: 's', at: inDays(-3), issuer: 'i', reason: 'no rule' }] }],
        [`GET ${BASE}/sign-in-refusals`]: problem(403, 'Not yours.'),
      }),
    ).toEqual(['warning: 1 workload was refused an identity in the last 24 hours']);
  });

  it('is also what could not be looked at: nobody takes an outage for calm', async () => {
    expect(
      await concerns({
        [`GET ${BASE}/authorities`]: problem(503, 'The database does not answer.'),
        [`GET ${BASE}/trusted-issuers`]: problem(500, 'Something went wrong.'),
        [`GET ${BASE}/sign-in-refusals`]: problem(403, 'Not yours.'),
      }),
    ).toEqual(['warning: Could not be looked at: authorities, trusted issuers']);
  });
});

it('counts are put into the hours of the last day, the oldest first', () => {
  const now = new Date('2026-01-02T12:30:00Z');
  const count = (hour: string, outcome: string, number: number) => ({ hour, action: 'token.issue', outcome, count: number });
  const bars = barsOf({ complete: true, items: [count('2026-01-02T12:00:00Z', 'success', 5), count('2026-01-02T12:00:00Z', 'refused', 1), { ...count('2026-01-02T12:00:00Z', 'refused', 1), action: 'client.authenticate' }, { ...count('2026-01-02T12:00:00Z', 'success', 8), action: 'client.authenticate' }, count('2026-01-01T13:00:00Z', 'success', 1), count('2026-01-01T12:00:00Z', 'success', 9)] }, 'token.issue', ['client.authenticate'], now);
  expect(bars).toHaveLength(24);
  expect(bars.at(-1)).toMatchObject({ good: 5, bad: 2 });
  expect(bars[0]).toMatchObject({ good: 1, bad: 0 });
  expect(totalOf(bars)).toEqual({ good: 6, bad: 2 });
});
