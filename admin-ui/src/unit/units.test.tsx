import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { AccessRule } from '../api';
import { openConsole } from '../testing/console';
import { acme, alice, operator } from '../testing/fixtures';
import { type Answer, type Sent, serverAnswers } from '../testing/server';
import { placeOf, rulesFor, treeOf } from './units';

const BASE = `/api/v1/tenants/${acme.id}`;
const SCIM = '/t/acme.example/scim/v2';
const PEOPLE = 'ou=people,dc=acme,dc=example';
const GROUPS = 'ou=groups,dc=acme,dc=example';
const SALES = `ou=sales,${PEOPLE}`;
const FIELD = `ou=field,${SALES}`;

const entry = (dn: string) => ({ id: `id of ${dn}`, dn, objectClasses: ['top', dn.startsWith('ou=') ? 'organizationalUnit' : 'inetOrgPerson'], hasSubordinates: true });
const UNITS: Record<string, unknown[]> = { [PEOPLE]: [entry(SALES), entry(FIELD)], [GROUPS]: [entry(`ou=sales,${GROUPS}`)] };
const INSIDE: Record<string, unknown[]> = { [PEOPLE]: [entry(SALES), entry(`uid=bert,${PEOPLE}`)], [SALES]: [entry(FIELD), entry(`uid=anna,${SALES}`)], [GROUPS]: [], [FIELD]: [] };

const rule = (name: string, rights: AccessRule['rights'], subjects: string[], base = SALES): AccessRule => ({
  id: `rule-${name}`,
  name,
  enabled: true,
  effect: 'allow',
  subjects,
  rights,
  target: { base, scope: 'sub' },
  createdAt: '2026-01-01T12:00:00Z',
  updatedAt: '2026-01-01T12:00:00Z',
});
const CHIEFS = `cn=chiefs,${GROUPS}`;
const RULES = [rule('people.sales-see', ['read', 'search', 'compare', 'add'], [CHIEFS, 'cn=clerks,ou=groups,dc=acme,dc=example']), rule('people.sales-change', ['write', 'delete'], [CHIEFS]), rule('other', ['read'], ['authenticated'], PEOPLE)];

const server = (answers: Record<string, Answer | ((sent: Sent) => Answer)> = {}) =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/entries`]: ({ query }) => [200, { items: (query['units'] ? UNITS : INSIDE)[query['parent'] ?? ''] ?? [] }],
    [`GET ${BASE}/access-rules`]: [200, { items: RULES }],
    ...answers,
  });

const open = (unit?: string) => openConsole(`/tenants/${acme.id}/units${unit ? `?unit=${encodeURIComponent(unit)}` : ''}`);
const changes = (sent: Sent[]) => sent.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => [method, path, body]);

describe('units', () => {
  it('are a tree of any depth, with what is directly in each', async () => {
    const sent = server();
    const { user } = open();
    const tree = within(await screen.findByRole('navigation', { name: 'Units of People' }));
    expect(within(screen.getByRole('navigation', { name: 'Units of Groups' })).getByRole('link', { name: 'sales' })).toBeVisible();
    expect(await screen.findByRole('link', { name: 'bert' })).toBeVisible();
    await user.click(tree.getByRole('link', { name: 'sales' }));
    expect(await screen.findByRole('link', { name: 'anna' })).toBeVisible();
    expect(within(screen.getByRole('table', { name: 'In the unit' })).queryByRole('link', { name: 'field' })).toBeNull();
    expect(tree.getByRole('link', { name: 'sales' })).toHaveAttribute('aria-current');
    expect(sent.filter(({ query }) => query['units']).map(({ query }) => query['parent'])).toEqual([PEOPLE, GROUPS]);
  });

  it('are made below others', async () => {
    const sent = server({ [`POST ${BASE}/entries`]: ({ body }) => [201, { ...entry((body as { dn: string }).dn), attributes: {}, operational: {} }] });
    const { user } = open(SALES);
    await user.click(await screen.findByRole('button', { name: 'Create unit below' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Create unit' }));
    await user.type(dialog.getByLabelText(/^Name/), 'a,b');
    await user.click(dialog.getByRole('button', { name: 'Create unit' }));
    expect(dialog.getByText(/Enter a name without any of/)).toBeVisible();
    await user.clear(dialog.getByLabelText(/^Name/));
    await user.type(dialog.getByLabelText(/^Name/), 'north');
    await user.click(dialog.getByRole('button', { name: 'Create unit' }));
    expect(await screen.findByText('Unit north created')).toBeVisible();
    expect(changes(sent)).toEqual([['POST', `${BASE}/entries`, { dn: `ou=north,${SALES}`, attributes: { objectClass: ['organizationalUnit'] } }]]);
  });

  it('are renamed and moved, nowhere below themselves', async () => {
    const path = `${BASE}/entries/${encodeURIComponent(`id of ${FIELD}`)}/rename`;
    const sent = server({ [`POST ${path}`]: [200, { ...entry(`ou=outdoors,${PEOPLE}`), attributes: {}, operational: {} }] });
    const { user } = open(FIELD);
    await user.click(await screen.findByRole('button', { name: 'Rename or move unit' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Rename or move field' }));
    expect(dialog.queryByRole('option', { name: 'ou=field,ou=sales' })).toBeNull();
    await user.clear(dialog.getByLabelText(/^Name/));
    await user.type(dialog.getByLabelText(/^Name/), 'outdoors');
    await user.selectOptions(dialog.getByLabelText('Below'), 'Outside of all units');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Unit outdoors changed')).toBeVisible();
    expect(changes(sent)).toEqual([['POST', path, { rdn: 'ou=outdoors', superior: PEOPLE }]]);
  });

  it('are deleted by their typed names with the rules about them', async () => {
    const path = `${BASE}/entries/${encodeURIComponent(`id of ${SALES}`)}`;
    const rules = ['see', 'change'].map((end) => `${BASE}/access-rules/rule-people.sales-${end}`);
    const sent = server({ [`DELETE ${path}`]: [204], ...Object.fromEntries(rules.map((one) => [`DELETE ${one}`, [204] as Answer])) });
    const { user } = open(SALES);
    await screen.findByRole('table', { name: 'Administrators of the unit' });
    await user.click(await screen.findByRole('button', { name: 'Delete unit' }));
    const asked = within(await screen.findByRole('alertdialog', { name: /Delete sales\?/ }));
    expect(asked.getByRole('button', { name: 'Delete unit' })).toBeDisabled();
    await user.type(asked.getByLabelText('Type sales to confirm'), 'sales');
    await user.click(asked.getByRole('button', { name: 'Delete unit' }));
    expect(await screen.findByText('Unit sales deleted')).toBeVisible();
    expect(changes(sent)).toEqual([path, ...rules].map((one) => ['DELETE', one, undefined]));
  });

  it('have people and groups made in them, and moved between them', async () => {
    const sent = server({
      [`POST ${SCIM}/Users`]: [201, { ...alice, userName: 'carl' }, 'application/scim+json'],
      [`POST ${SCIM}/Groups`]: [201, { schemas: [], id: 'g1', displayName: 'hunters', meta: { resourceType: 'Group' } }, 'application/scim+json'],
      [`POST ${BASE}/entries/${encodeURIComponent(`id of uid=anna,${SALES}`)}/rename`]: [200, { ...entry(`uid=anna,${FIELD}`), attributes: {}, operational: {} }],
    });
    const { user, router } = open(SALES);
    await user.click(await screen.findByRole('button', { name: 'Create user here' }));
    let dialog = within(await screen.findByRole('dialog', { name: 'Create user' }));
    await user.type(dialog.getByLabelText(/User name/), 'carl');
    await user.click(dialog.getByRole('button', { name: 'Create user' }));
    expect(await screen.findByText('User carl created')).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'Actions for anna' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Move to another unit' }));
    dialog = within(await screen.findByRole('dialog', { name: 'Move anna' }));
    await user.selectOptions(dialog.getByLabelText('Below'), 'ou=field,ou=sales');
    await user.click(dialog.getByRole('button', { name: 'Move' }));
    expect(await screen.findByText('anna moved')).toBeVisible();
    await router.navigate({ to: '/tenants/$tenant/units', params: { tenant: acme.id }, search: { unit: `ou=sales,${GROUPS}` } });
    await user.click(await screen.findByRole('button', { name: 'Create group here' }));
    dialog = within(await screen.findByRole('dialog', { name: 'Create group' }));
    await user.type(dialog.getByLabelText(/Name/), 'hunters');
    await user.click(dialog.getByRole('button', { name: 'Create group' }));
    expect(await screen.findByText('Group hunters created')).toBeVisible();
    const user2 = 'urn:ietf:params:scim:schemas:extension:lightwave:2.0:User';
    const group2 = 'urn:ietf:params:scim:schemas:extension:lightwave:2.0:Group';
    expect(changes(sent)).toEqual([
      ['POST', `${SCIM}/Users`, { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', user2], userName: 'carl', [user2]: { organizationalUnit: 'ou=sales' } }],
      ['POST', `${BASE}/entries/${encodeURIComponent(`id of uid=anna,${SALES}`)}/rename`, { rdn: 'uid=anna', superior: FIELD }],
      ['POST', `${SCIM}/Groups`, { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group', group2], displayName: 'hunters', [group2]: { organizationalUnit: 'ou=sales' } }],
    ]);
  });

  it('say in the words of the server why a name is refused', async () => {
    server({ [`POST ${SCIM}/Groups`]: [403, { schemas: [], status: '403', detail: 'settings of the tenant give rights by that name' }, 'application/scim+json'] });
    const { user } = open(`ou=sales,${GROUPS}`);
    await user.click(await screen.findByRole('button', { name: 'Create group here' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Create group' }));
    await user.type(dialog.getByLabelText(/Name/), 'ops');
    await user.click(dialog.getByRole('button', { name: 'Create group' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('settings of the tenant give rights by that name');
  });
});

describe('administrators of a unit', () => {
  const group = { schemas: [], id: 'g9', displayName: 'field-administrators', meta: { resourceType: 'Group' } };

  it('are a group that is made with its members, and two rules', async () => {
    const sent = server({
      [`GET ${SCIM}/Users`]: [200, { schemas: [], totalResults: 1, Resources: [alice] }, 'application/scim+json'],
      [`GET ${SCIM}/Groups`]: [200, { schemas: [], totalResults: 0, Resources: [] }, 'application/scim+json'],
      [`POST ${SCIM}/Groups`]: [201, group, 'application/scim+json'],
      [`POST ${BASE}/access-rules`]: [201, RULES[0]],
    });
    const { user } = open(FIELD);
    expect(await screen.findByText('Nobody but those who administer the whole tenant, or a unit above.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Name administrators' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Name administrators of field' }));
    expect(dialog.getByLabelText(/^Group/)).toHaveValue('field-administrators');
    await user.type(dialog.getByLabelText('Members to add'), 'alice');
    await user.click(dialog.getByRole('button', { name: 'Name administrators' }));
    expect(await screen.findByText('field-administrators named for field')).toBeVisible();
    expect(changes(sent)).toEqual([
      ['POST', `${SCIM}/Groups`, { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'field-administrators', members: [{ value: alice.id }] }],
      ['POST', `${BASE}/access-rules`, { name: 'people.sales.field-see', effect: 'allow', subjects: ['g9'], rights: ['read', 'search', 'compare', 'add'], target: { base: FIELD, scope: 'sub' } }],
      ['POST', `${BASE}/access-rules`, { name: 'people.sales.field-change', effect: 'allow', subjects: ['g9'], rights: ['write', 'delete'], target: { base: FIELD, scope: 'sub', filter: '(!(objectClass=organizationalUnit))' } }],
    ]);
  });

  it('may be readers only, of a group that is there', async () => {
    const sent = server({
      [`GET ${SCIM}/Groups`]: [200, { schemas: [], totalResults: 1, Resources: [group] }, 'application/scim+json'],
      [`POST ${BASE}/access-rules`]: [201, RULES[0]],
    });
    const { user } = open(FIELD);
    await user.click(await screen.findByRole('button', { name: 'Name administrators' }));
    await user.selectOptions(screen.getByLabelText('What they may do'), 'reads');
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Name administrators' }));
    expect(await screen.findByText('field-administrators named for field')).toBeVisible();
    expect(changes(sent)).toEqual([['POST', `${BASE}/access-rules`, { name: 'people.sales.field-read', effect: 'allow', subjects: ['g9'], rights: ['read', 'search', 'compare'], target: { base: FIELD, scope: 'sub' } }]]);
  });

  it('are taken away, and their rules with the last of them', async () => {
    const [see, change] = RULES;
    const sent = server({
      [`GET ${BASE}/access-rules/rule-people.sales-see`]: [200, see, 'application/json', { ETag: '"3"' }],
      [`GET ${BASE}/access-rules/rule-people.sales-change`]: [200, change],
      [`PATCH ${BASE}/access-rules/rule-people.sales-see`]: [200, see],
      [`DELETE ${BASE}/access-rules/rule-people.sales-change`]: [204],
    });
    const { user } = open(SALES);
    const table = within(await screen.findByRole('table', { name: 'Administrators of the unit' }));
    await waitFor(() => expect(table.getAllByText('Administer')).toHaveLength(2));
    await user.click(table.getByRole('button', { name: 'Actions for chiefs' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Take away' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Take away' }));
    expect(await screen.findByText('chiefs has lost sales')).toBeVisible();
    expect(changes(sent)).toEqual([
      ['PATCH', `${BASE}/access-rules/rule-people.sales-see`, { subjects: ['cn=clerks,ou=groups,dc=acme,dc=example'] }],
      ['DELETE', `${BASE}/access-rules/rule-people.sales-change`, undefined],
    ]);
    expect(sent.find(({ method }) => method === 'PATCH')?.headers.get('If-Match')).toBe('"3"');
  });
});

it('names of units and rules are made of what they stand below', () => {
  expect(placeOf(acme, FIELD)).toBe('ou=field,ou=sales');
  expect(placeOf(acme, PEOPLE)).toBe('');
  expect(rulesFor(acme, `ou=A & B,${GROUPS}`, 'reads')[0]?.name).toBe('groups.a-b-read');
  expect(treeOf(PEOPLE, [entry(SALES), entry(FIELD), entry(`ou=lost,cn=x,${PEOPLE}`)] as never)).toEqual({
    dn: PEOPLE,
    name: 'people',
    below: [{ dn: SALES, name: 'sales', below: [{ dn: FIELD, name: 'field', below: [] }] }],
  });
});
