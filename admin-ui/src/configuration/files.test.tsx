import { act, cleanup, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { ConfigurationOutcome } from '../api';
import { keepAll } from '../session/kept';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, type Sent, serverAnswers } from '../testing/server';

const PLAN = 'POST /api/v1/configuration/plan';
const APPLY = 'POST /api/v1/configuration/apply';
const NOTHING: ConfigurationOutcome = { needs: [], digest: 'd0', tenants: [{ tenant: 'acme.example', changes: [] }], generated: [] };
const CHANGES: ConfigurationOutcome = {
  needs: [],
  digest: 'd1',
  tenants: [
    {
      tenant: 'acme.example',
      changes: [
        { kind: 'clients', name: 'shop', action: 'create', fields: [{ field: 'redirectUris', to: ['https://shop.example/cb'] }, { field: 'clientSecret', secret: true }], file: 'acme.yaml', line: 3 },
        { kind: 'policies.password', name: '', action: 'change', fields: [{ field: 'minimumLength', from: 8, to: 12 }] },
        { kind: 'groups', name: 'staff', action: 'change', fields: [{ field: 'members', from: ['alice', 'bob'], to: ['bob', 'carol'] }] },
      ],
    },
    { tenant: 'new.example', missing: true, changes: [] },
    { tenant: 'same.example', changes: [] },
  ],
  generated: [],
};
const DELETION: ConfigurationOutcome = { ...NOTHING, digest: 'd2', tenants: [{ tenant: 'acme.example', changes: [{ kind: 'clients', name: 'old', action: 'delete', fields: [] }] }] };

const server = (answers: Parameters<typeof serverAnswers>[0]) => serverAnswers({ 'GET /console/session': [200, operator], [`GET /api/v1/tenants/${acme.id}`]: [200, acme], ...answers });

const bodies = (sent: readonly Sent[], of: string) => sent.filter(({ method, path }) => `${method} ${path}` === of).map(({ body }) => body);

/** A promise that is kept when the test says so. */
function later<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}

async function planned(text = 'tenant: acme.example') {
  const { user } = openConsole(`/tenants/${acme.id}/files`);
  await user.click(await screen.findByLabelText('Or paste one'));
  await user.paste(text);
  await user.click(screen.getByRole('button', { name: 'Show what would change' }));
  return user;
}

describe('configuration files', () => {
  it('are asked for before anything is sent', async () => {
    const sent = server({});
    const { user } = openConsole(`/tenants/${acme.id}/files`);
    await user.click(await screen.findByRole('button', { name: 'Show what would change' }));
    expect(screen.getByText('Choose files, or paste one.')).toBeVisible();
    expect(bodies(sent, PLAN)).toEqual([]);
  });

  it('are chosen and pasted, and what they would change is shown, and is forgotten when they change', async () => {
    const sent = server({ [PLAN]: [200, CHANGES] });
    const { user } = openConsole(`/tenants/${acme.id}/files`);
    await user.upload(await screen.findByLabelText('Files'), [new File(['tenant: acme.example\n'], 'acme.yaml'), new File(['tenant: new.example\n'], 'new.yaml')]);
    await user.type(screen.getByLabelText('Or paste one'), 'tenant: same.example');
    await user.selectOptions(screen.getByLabelText('Objects that no file names'), 'applied');
    await user.click(screen.getByRole('button', { name: 'Show what would change' }));
    const changes = within(await screen.findByRole('region', { name: 'What would change' }));
    expect(changes.getByText('New: 2. Changed: 2. Deleted: 0.')).toBeVisible();
    expect(changes.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent?.trim())).toEqual(['acme.example', 'new.example New']);
    expect(changes.getByText('acme.yaml:3')).toBeVisible();
    expect(changes.getByText('Not shown')).toBeVisible();
    expect(changes.getAllByRole('deletion').map(({ textContent }) => textContent)).toEqual(['- 8', '- alice']);
    expect(changes.getAllByRole('insertion').map(({ textContent }) => textContent)).toEqual(['+ https://shop.example/cb', '+ 12', '+ carol']);
    expect(bodies(sent, PLAN)).toEqual([
      {
        files: [
          { name: 'acme.yaml', text: 'tenant: acme.example\n' },
          { name: 'new.yaml', text: 'tenant: new.example\n' },
          { name: 'pasted', text: 'tenant: same.example' },
        ],
        prune: 'applied',
      },
    ]);
    await user.type(screen.getByLabelText('Or paste one'), '!');
    expect(screen.queryByRole('button', { name: 'Apply' })).toBeNull();
  });

  it.each<[string, Answer]>([
    ['what they would change', [200, CHANGES]],
    ['what is wrong with them', [400, { type: 'about:blank', title: 'Refused', status: 400, detail: 'Not acceptable.', errors: [{ field: 'clients', detail: 'no such grant' }] }]],
  ])('that were changed since they were sent do not get %s', async (_, answer) => {
    const held = later<Answer>();
    const sent = server({ [PLAN]: () => held.promise });
    const user = await planned();
    await vi.waitFor(() => expect(bodies(sent, PLAN)).toHaveLength(1));
    await user.type(screen.getByLabelText('Or paste one'), '!');
    held.resolve(answer);
    await vi.waitFor(() => expect(screen.getByRole('button', { name: /Show what would change/ })).toBeEnabled());
    expect(screen.queryByRole('region', { name: 'What would change' })).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('that are applied get no answer that was still on its way', async () => {
    const held = later<Answer>();
    const sent = server({ [PLAN]: () => (bodies(sent, PLAN).length > 1 ? held.promise : [200, CHANGES]), [APPLY]: [200, CHANGES] });
    const user = await planned();
    const apply = await screen.findByRole('button', { name: 'Apply' });
    await user.click(screen.getByRole('button', { name: 'Show what would change' }));
    await user.click(apply);
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Apply' }));
    expect(await screen.findByRole('region', { name: 'What was changed' })).toBeVisible();
    held.resolve([200, DELETION]);
    await vi.waitFor(() => expect(screen.getByRole('button', { name: /Show what would change/ })).toBeEnabled());
    expect(screen.getByRole('region', { name: 'What was changed' })).toBeVisible();
  });

  it('are those chosen last, whichever are read first', async () => {
    const slow = later<string>();
    const sent = server({ [PLAN]: [200, CHANGES] });
    const { user } = openConsole(`/tenants/${acme.id}/files`);
    const input = await screen.findByLabelText('Files');
    await user.upload(input, Object.assign(new File([''], 'first.yaml'), { text: () => slow.promise }));
    await user.upload(input, new File(['tenant: new.example'], 'last.yaml'));
    await act(async () => slow.resolve('tenant: acme.example'));
    await user.click(screen.getByRole('button', { name: 'Show what would change' }));
    expect(await screen.findByRole('region', { name: 'What would change' })).toBeVisible();
    expect(bodies(sent, PLAN)).toEqual([{ files: [{ name: 'last.yaml', text: 'tenant: new.example' }], prune: 'none' }]);
  });

  it('that are still read when others are asked about take the answer away', async () => {
    const slow = later<string>();
    server({ [PLAN]: [200, CHANGES] });
    const { user } = openConsole(`/tenants/${acme.id}/files`);
    await user.type(await screen.findByLabelText('Or paste one'), 'tenant: same.example');
    await user.upload(screen.getByLabelText('Files'), Object.assign(new File([''], 'slow.yaml'), { text: () => slow.promise }));
    await user.click(screen.getByRole('button', { name: 'Show what would change' }));
    expect(await screen.findByRole('region', { name: 'What would change' })).toBeVisible();
    await act(async () => slow.resolve('tenant: acme.example'));
    expect(screen.queryByRole('region', { name: 'What would change' })).toBeNull();
  });

  it.each<[string, { from?: unknown; to?: unknown }, string[]]>([
    ['in another order', { from: ['a', 'b', 'a'], to: ['a', 'a', 'b'] }, ['In another order']],
    ['of another length', { from: ['a', 'a'], to: ['a'] }, ['- a']],
    ['with others as often', { from: ['a', 'a', 'b'], to: ['a', 'b', 'b'] }, ['- a', '+ b']],
    ['that were absent and are empty', { to: [] }, ['+ []']],
    ['that were empty and are absent', { from: [] }, ['- []']],
    ['that were one value', { from: 'a', to: ['a', 'b'] }, ['- a', '+ ["a","b"]']],
    ['that were numbers', { from: 8, to: '8' }, ['- 8', '+ "8"']],
  ])('show values %s as they are', async (_, values, shown) => {
    server({ [PLAN]: [200, { ...NOTHING, tenants: [{ tenant: 'acme.example', changes: [{ kind: 'clients', name: 'shop', action: 'change', fields: [{ field: 'scopes', ...values }] }] }] }] });
    await planned();
    const value = within(await screen.findByRole('region', { name: 'What would change' })).getByRole('definition');
    const items = within(value).queryAllByRole('listitem').map(({ textContent }) => textContent);
    expect(items.length > 0 ? items : [value.textContent]).toEqual(shown);
  });

  it('that change nothing cannot be applied', async () => {
    server({ [PLAN]: [200, NOTHING] });
    await planned();
    expect(await screen.findByText('Nothing is different')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Apply' })).toBeNull();
  });

  it('that are wrong say where', async () => {
    server({ [PLAN]: [400, { type: 'about:blank', title: 'Refused', status: 400, detail: 'The files are not acceptable.', errors: [{ field: 'clients[0].grantTypes', detail: 'no such grant', file: 'pasted', line: 4 }] }] });
    await planned();
    expect(await screen.findByText('pasted:4: clients[0].grantTypes: no such grant')).toBeVisible();
  });

  it('that refer to secrets get them, which are applied with just what was shown', async () => {
    const applied: ConfigurationOutcome = { ...CHANGES, generated: [{ tenant: 'acme.example', kind: 'clients', name: 'shop', field: 'clientSecret', value: 's3cret' }] };
    const sent = server({
      [PLAN]: ({ body }) => [200, 'secrets' in (body as object) ? CHANGES : { ...NOTHING, needs: ['env:LDAP_PASSWORD'] }],
      [APPLY]: [200, applied],
    });
    const user = await planned();
    await user.type(await screen.findByLabelText(/env:LDAP_PASSWORD/), 'hush');
    await user.click(screen.getAllByRole('button', { name: 'Show what would change' }).at(-1) as HTMLElement);
    await user.click(await screen.findByRole('button', { name: 'Apply' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Apply' }));
    expect(await within(await screen.findByRole('dialog', { name: 'Secrets that were made' })).findByRole('textbox', { name: 'acme.example clients shop clientSecret' })).toHaveValue('s3cret');
    await user.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.getByRole('region', { name: 'What was changed' })).toBeVisible();
    expect(document.body.textContent).not.toContain('s3cret');
    expect(bodies(sent, APPLY)).toEqual([{ files: [{ name: 'pasted', text: 'tenant: acme.example' }], prune: 'none', secrets: { 'env:LDAP_PASSWORD': 'hush' }, digest: 'd1' }]);
  });

  it('that delete something are applied after the name of the tenant is typed, and what is refused is told', async () => {
    const sent = server({ [PLAN]: [200, DELETION], [APPLY]: problem(412, 'The plan is another one now.') });
    const user = await planned();
    await user.click(await screen.findByRole('button', { name: 'Apply' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByRole('button', { name: 'Apply' })).toBeDisabled();
    await user.type(dialog.getByLabelText('Type acme.example to confirm'), 'acme.example');
    await user.click(dialog.getByRole('button', { name: 'Apply' }));
    expect(await dialog.findByText('The plan is another one now.')).toBeVisible();
    expect(bodies(sent, APPLY)).toHaveLength(1);
  });

  it.each([
    ['of one other tenant', { 'prod.example': 2 }],
    ['of several tenants, most of one', { 'acme.example': 1, 'prod.example': 2, 'kept.example': 0 }],
  ])('that delete something %s are applied after the name of that one is typed', async (_, deletions: Record<string, number>) => {
    const tenants = Object.entries(deletions).map(([tenant, count]) => ({ tenant, changes: ['a', 'b'].slice(0, count).map((name) => ({ kind: 'clients', name, action: 'delete' as const, fields: [] })) }));
    const sent = server({ [PLAN]: [200, { ...DELETION, tenants }], [APPLY]: [200, { ...DELETION, tenants }] });
    const user = await planned('tenant: prod.example');
    await user.click(await screen.findByRole('button', { name: 'Apply' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    const named = tenants.filter(({ changes }) => changes.length > 0).map(({ tenant, changes }) => `${tenant}: ${changes.length}`);
    expect(dialog.getAllByRole('listitem').map(({ textContent }) => textContent).toSorted()).toEqual(named.toSorted());
    await user.type(dialog.getByLabelText('Type prod.example to confirm'), 'acme.example');
    expect(dialog.getByRole('button', { name: 'Apply' })).toBeDisabled();
    await user.clear(dialog.getByLabelText('Type prod.example to confirm'));
    await user.type(dialog.getByLabelText('Type prod.example to confirm'), 'prod.example');
    await user.click(dialog.getByRole('button', { name: 'Apply' }));
    expect(await screen.findByRole('region', { name: 'What was changed' })).toBeVisible();
    expect(bodies(sent, APPLY)).toHaveLength(1);
  });

  it('are applied after a fresh sign-in only, which is offered before they are chosen', async () => {
    server({ 'GET /console/session': [200, { ...operator, provenAt: '2026-01-01T12:00:00Z' }], [PLAN]: [200, CHANGES] });
    const user = await planned();
    expect(screen.getByRole('button', { name: 'Sign in again' })).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'Apply' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByRole('button', { name: 'Sign in again' })).toBeVisible();
    expect(dialog.queryByRole('button', { name: 'Apply' })).toBeNull();
  });

  it('outlast the sign-in that is led to, for who they were chosen by, once and without secrets', async () => {
    const old = { ...operator, provenAt: '2026-01-01T12:00:00Z' };
    const sent = server({ 'GET /console/session': [200, old], [PLAN]: ({ body }) => [200, 'secrets' in (body as object) ? CHANGES : { ...NOTHING, needs: ['env:LDAP_PASSWORD'] }] });
    const { user } = openConsole(`/tenants/${acme.id}/files`);
    await user.upload(await screen.findByLabelText('Files'), new File(['tenant: acme.example\n'], 'acme.yaml'));
    await user.type(screen.getByLabelText('Or paste one'), 'tenant: same.example');
    await user.selectOptions(screen.getByLabelText('Objects that no file names'), 'applied');
    await user.click(screen.getByRole('button', { name: 'Show what would change' }));
    await user.type(await screen.findByLabelText(/env:LDAP_PASSWORD/), 'hush');
    keepAll();
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('hush');
    cleanup();

    const { user: again } = openConsole(`/tenants/${acme.id}/files`);
    expect(await screen.findByText('Chosen before the sign-in: acme.yaml')).toBeVisible();
    expect(sessionStorage).toHaveLength(0);
    await again.click(screen.getByRole('button', { name: 'Show what would change' }));
    await vi.waitFor(() => expect(bodies(sent, PLAN)).toHaveLength(2));
    expect(bodies(sent, PLAN)[1]).toEqual({ files: [{ name: 'acme.yaml', text: 'tenant: acme.example\n' }, { name: 'pasted', text: 'tenant: same.example' }], prune: 'applied' });
    await again.upload(screen.getByLabelText('Files'), new File(['tenant: new.example'], 'new.yaml'));
    expect(screen.queryByText(/Chosen before the sign-in/)).toBeNull();
    keepAll();
    cleanup();

    server({ 'GET /console/session': [200, { ...operator, userId: '00000000-0000-4000-8000-000000000009' }] });
    openConsole(`/tenants/${acme.id}/files`);
    expect(await screen.findByLabelText('Or paste one')).toHaveValue('');
    expect(screen.queryByText(/Chosen before the sign-in/)).toBeNull();
    expect(sessionStorage).toHaveLength(0);
  });
});
