import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, serverAnswers } from '../testing/server';

const signedIn: Record<string, Answer> = { 'GET /console/session': [200, operator] };
const noneYet: Record<string, Answer> = { 'GET /api/v1/tenants': [200, { items: [] }] };

async function openDialog() {
  const { router, user } = openConsole('/tenants');
  await user.click(await screen.findByRole('button', { name: 'Create tenant' }));
  return { router, user, dialog: within(await screen.findByRole('dialog', { name: 'Create tenant' })) };
}

describe('the list of tenants', () => {
  it('says what to do when it is empty', async () => {
    serverAnswers({ ...signedIn, ...noneYet });
    openConsole('/tenants');
    expect(await screen.findByText('No tenants yet')).toBeVisible();
    expect(screen.getAllByRole('button', { name: 'Create tenant' })).toHaveLength(1);
  });

  it('shows why it could not be read, and tries again', async () => {
    let down = true;
    serverAnswers({
      ...signedIn,
      'GET /api/v1/tenants': () => (down ? problem(503, 'The database does not answer.') : [200, { items: [acme] }]),
    });
    const { user } = openConsole('/tenants');
    expect(await screen.findByRole('alert')).toHaveTextContent('The database does not answer.');
    down = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'acme.example' })).toBeVisible();
  });

  it('reads on by the cursor', async () => {
    const sent = serverAnswers({
      ...signedIn,
      'GET /api/v1/tenants': ({ query }) =>
        query['cursor'] ? [200, { items: [{ ...acme, id: '2', name: 'globex.example' }] }] : [200, { items: [acme], nextCursor: 'c1' }],
    });
    const { user } = openConsole('/tenants');
    await user.click(await screen.findByRole('button', { name: 'Load more' }));
    expect(await screen.findByRole('link', { name: 'globex.example' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'acme.example' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
    expect(sent.filter(({ path }) => path === '/api/v1/tenants').map(({ query }) => query)).toEqual([{}, { cursor: 'c1' }]);
  });
});

describe('creating a tenant', () => {
  it('shows what the name becomes while it is typed', async () => {
    serverAnswers({ ...signedIn, ...noneYet });
    const { user, dialog } = await openDialog();
    expect(dialog.getByLabelText(/^Name/)).toHaveFocus();
    await user.type(dialog.getByLabelText(/^Name/), 'acme.example');
    expect(dialog.getByText('dc=acme,dc=example')).toBeVisible();
    expect(dialog.getByText('spiffe://acme.example')).toBeVisible();
  });

  it('asks the server only for a domain name', async () => {
    const sent = serverAnswers({ ...signedIn, ...noneYet });
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Name/), 'acme');
    await user.click(dialog.getByRole('button', { name: 'Create tenant' }));
    expect(dialog.getByText(/at least two labels/)).toBeVisible();
    expect(dialog.getByLabelText(/^Name/)).toHaveFocus();
    expect(sent.some(({ method }) => method === 'POST')).toBe(false);
  });

  it("shows the server's problem at the field it names", async () => {
    serverAnswers({ ...signedIn, ...noneYet, 'POST /api/v1/tenants': problem(409, 'Conflict.', [{ field: 'name', detail: 'acme.example exists already.' }]) });
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Name/), 'acme.example');
    await user.click(dialog.getByRole('button', { name: 'Create tenant' }));
    expect(await dialog.findByText('acme.example exists already.')).toBeVisible();
    expect(dialog.getByLabelText(/^Name/)).toBeInvalid();
  });

  it("shows a problem without fields above the form, in the server's words", async () => {
    serverAnswers({ ...signedIn, ...noneYet, 'POST /api/v1/tenants': problem(409, 'The name was in use until yesterday.') });
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Name/), 'acme.example');
    await user.click(dialog.getByRole('button', { name: 'Create tenant' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('The name was in use until yesterday.');
  });

  it("shows its administrator's first password once, and opens it", async () => {
    const sent = serverAnswers({
      ...signedIn,
      ...noneYet,
      'POST /api/v1/tenants': [201, { ...acme, administrator: { userName: 'admin', password: 'f1rst-once' } }],
      [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
      'GET /t/acme.example/scim/v2/Users': [200, { schemas: [], totalResults: 1 }],
      [`GET /api/v1/tenants/${acme.id}/clients`]: [200, { items: [] }],
      [`GET /api/v1/tenants/${acme.id}/workloads`]: [200, { items: [] }],
      [`GET /api/v1/tenants/${acme.id}/trusted-issuers`]: [200, { items: [] }],
      [`GET /api/v1/tenants/${acme.id}/certificates`]: [200, { items: [] }],
    });
    const { user, dialog } = await openDialog();
    await user.type(dialog.getByLabelText(/^Name/), 'acme.example');
    await user.type(dialog.getByLabelText('Display name'), 'Acme');
    await user.click(dialog.getByRole('button', { name: 'Create tenant' }));
    const ready = within(await screen.findByRole('dialog', { name: 'acme.example is ready' }));
    expect(ready.getByRole('textbox', { name: 'First password' })).toHaveValue('f1rst-once');
    await user.click(ready.getByRole('button', { name: 'Open tenant' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'acme.example' })).toBeVisible();
    expect(screen.queryByDisplayValue('f1rst-once')).toBeNull();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ name: 'acme.example', displayName: 'Acme' });
  });
});
