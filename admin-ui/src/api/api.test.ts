import { beforeEach, describe, expect, it } from 'vitest';
import { problem, serverAnswers } from '../testing/server';
import { createTenant, createUser, deleteClient, listTenants, ProblemError, rememberCsrfToken, updateTenant } from './index';

beforeEach(() => rememberCsrfToken({ csrfToken: 'token-7' }));

describe('the CSRF token', () => {
  it('goes with every call that changes something, and with no other', async () => {
    const sent = serverAnswers({
      'GET /api/v1/tenants': [200, { items: [] }],
      'POST /api/v1/tenants': [201, {}],
      'PATCH /api/v1/tenants/t': [200, {}],
      'DELETE /api/v1/tenants/t/clients/c': [204],
    });
    await listTenants();
    await createTenant({ body: { name: 'acme.example' } });
    await updateTenant({ path: { tenant: 't' }, body: { enabled: false } });
    await deleteClient({ path: { tenant: 't', client: 'c' } });
    expect(sent.map(({ method, headers }) => [method, headers.get('X-CSRF-Token')])).toEqual([
      ['GET', null],
      ['POST', 'token-7'],
      ['PATCH', 'token-7'],
      ['DELETE', 'token-7'],
    ]);
  });

  it('is the only credential that scripts hold: no Authorization header is sent', async () => {
    const sent = serverAnswers({ 'POST /api/v1/tenants': [201, {}] });
    await createTenant({ body: { name: 'acme.example' } });
    expect(sent[0]?.headers.get('Authorization')).toBeNull();
  });
});

describe('media types', () => {
  it('are merge-patch for changes and SCIM for people', async () => {
    const sent = serverAnswers({ 'PATCH /api/v1/tenants/t': [200, {}], 'POST /t/acme.example/scim/v2/Users': [201, {}] });
    await updateTenant({ path: { tenant: 't' }, body: { enabled: false } });
    await createUser({ path: { tenant: 'acme.example' }, body: { schemas: [], userName: 'alice' } });
    expect(sent.map(({ headers }) => headers.get('Content-Type'))).toEqual(['application/merge-patch+json', 'application/scim+json']);
  });
});

describe('an error', () => {
  it("is the problem's detail, with its fields and request (RFC 9457)", async () => {
    serverAnswers({ 'POST /api/v1/tenants': problem(400, 'The name is refused.', [{ field: 'name', detail: 'too short' }]) });
    const error = await createTenant({ body: { name: 'a' } }).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 400, message: 'The name is refused.', fields: [{ field: 'name', detail: 'too short' }], requestId: 'r-1' });
  });

  it("is the SCIM error's detail (RFC 7644 §3.12)", async () => {
    serverAnswers({ 'POST /t/acme.example/scim/v2/Users': [409, { schemas: [], status: '409', detail: 'alice exists' }, 'application/scim+json'] });
    await expect(createUser({ path: { tenant: 'acme.example' }, body: { schemas: [], userName: 'alice' } })).rejects.toMatchObject({ status: 409, message: 'alice exists' });
  });

  it('names the status when the server did not say why', async () => {
    serverAnswers({ 'GET /api/v1/tenants': [502, undefined] });
    await expect(listTenants()).rejects.toMatchObject({ status: 502, message: 'The server answered with status 502 and did not say why.' });
  });

  it('says so when the server cannot be reached', async () => {
    serverAnswers({});
    await expect(listTenants()).rejects.toMatchObject({ status: 0, message: 'The server cannot be reached. Check the connection and try again.' });
  });
});
