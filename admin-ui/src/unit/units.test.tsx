import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { AccessRule } from '../api';
import { openConsole } from '../testing/console';
import { acme, alice, operator } from '../testing/fixtures';
import { type Answer, problem, type Sent, serverAnswers } from '../testing/server';
import { delegatesOf, freeName, groupFor, placeOf, rulesFor, treeOf } from './units';

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

  it('are moved with the name they have, though it needs escaping', async () => {
    const odd = `ou=R\\, D,${PEOPLE}`;
    const path = `${BASE}/entries/${encodeURIComponent(`id of ${odd}`)}/rename`;
    const sent = server({
      [`GET ${BASE}/entries`]: ({ query }) => [200, { items: query['units'] && query['parent'] === PEOPLE ? [entry(SALES), entry(odd)] : [] }],
      [`POST ${path}`]: [200, { ...entry(`ou=R\\, D,${SALES}`), attributes: {}, operational: {} }],
    });
    const { user } = open(odd);
    await user.click(await screen.findByRole('button', { name: 'Rename or move unit' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Rename or move R, D' }));
    await user.selectOptions(dialog.getByLabelText('Below'), 'ou=sales');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Unit R, D changed')).toBeVisible();
    expect(changes(sent)).toEqual([['POST', path, { rdn: 'ou=R\\, D', superior: SALES }]]);
  });

  it('are read on while a page has nothing but units', async () => {
    server({
      [`GET ${BASE}/entries`]: ({ query }) => {
        if (query['units']) return [200, { items: UNITS[query['parent'] ?? ''] ?? [] }];
        return query['cursor'] ? [200, { items: [entry(`uid=zoe,${PEOPLE}`)] }] : [200, { items: [entry(SALES)], nextCursor: 'second' }];
      },
    });
    open();
    expect(await screen.findByRole('link', { name: 'zoe' })).toBeVisible();
  });

  it('are read to the end of a long list', async () => {
    server({
      [`GET ${BASE}/entries`]: ({ query }) => {
        if (!query['units'] || query['parent'] !== PEOPLE) return [200, { items: [] }];
        const page = Number(query['cursor'] ?? '0');
        return [200, { items: [entry(`ou=u${page},${PEOPLE}`)], ...(page < 30 && { nextCursor: String(page + 1) }) }];
      },
    });
    open();
    const tree = within(await screen.findByRole('navigation', { name: 'Units of People' }));
    expect(await tree.findByRole('link', { name: 'u30' })).toBeVisible();
  });

  it('are exported without the units below them', async () => {
    const made: Blob[] = [];
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: (blob: Blob) => `blob:${made.push(blob)}`, revokeObjectURL: () => {} }));
    server();
    const { user } = open();
    await screen.findByRole('link', { name: 'bert' });
    await user.click(screen.getByRole('button', { name: /Export/ }));
    await user.click(await screen.findByRole('menuitem', { name: /JSON/ }));
    await waitFor(() => expect(made).toHaveLength(1));
    const text = await made[0]?.text();
    expect(text).toContain('uid=bert');
    expect(text).not.toContain('ou=sales');
  });

  it('lose their rules even when a first try deleted the unit only', async () => {
    const id = `id of ${SALES}`;
    const path = `${BASE}/entries/${encodeURIComponent(id)}`;
    const rules = ['see', 'change'].map((end) => `${BASE}/access-rules/rule-people.sales-${end}`);
    let gone = false;
    let tries = 0;
    const sent = server({
      // A rule names an entry that is gone by its id.
      [`GET ${BASE}/access-rules`]: () => [200, { items: RULES.map((one) => (gone && one.target.base === SALES ? { ...one, target: { ...one.target, base: id } } : one)) }],
      [`DELETE ${path}`]: () => {
        if (gone) return problem(404, 'No such entry.');
        gone = true;
        return [204];
      },
      [`DELETE ${rules[0]}`]: () => ((tries += 1) === 1 ? problem(500, 'Out of order.') : [204]),
      [`DELETE ${rules[1]}`]: () => (tries > 1 ? problem(404, 'No such rule.') : [204]),
    });
    const { user } = open(SALES);
    await user.click(await screen.findByRole('button', { name: 'Delete unit' }));
    const asked = within(await screen.findByRole('alertdialog', { name: /Delete sales\?/ }));
    await user.type(asked.getByLabelText('Type sales to confirm'), 'sales');
    await user.click(asked.getByRole('button', { name: 'Delete unit' }));
    expect(await asked.findByText('Out of order.')).toBeVisible();
    await user.click(asked.getByRole('button', { name: 'Delete unit' }));
    expect(await screen.findByText('Unit sales deleted')).toBeVisible();
    expect(changes(sent)).toEqual([path, ...rules, path, ...rules].map((one) => ['DELETE', one, undefined]));
  });

  it('are deleted with rules that are read only then', async () => {
    const path = `${BASE}/entries/${encodeURIComponent(`id of ${SALES}`)}`;
    let reads = 0;
    const sent = server({
      [`GET ${BASE}/access-rules`]: () => ((reads += 1) === 1 ? [200, { items: [] }] : [200, { items: RULES.slice(0, 1) }]),
      [`DELETE ${path}`]: [204],
      [`DELETE ${BASE}/access-rules/rule-people.sales-see`]: [204],
    });
    const { user } = open(SALES);
    await screen.findByText(/^Nobody but those/);
    await user.click(await screen.findByRole('button', { name: 'Delete unit' }));
    const asked = within(await screen.findByRole('alertdialog', { name: /Delete sales\?/ }));
    await user.type(asked.getByLabelText('Type sales to confirm'), 'sales');
    await user.click(asked.getByRole('button', { name: 'Delete unit' }));
    expect(await screen.findByText('Unit sales deleted')).toBeVisible();
    expect(changes(sent)).toHaveLength(2);
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
  const group = { schemas: [], id: 'g9', displayName: 'people-sales-field-administrators', meta: { resourceType: 'Group' } };

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
    expect(dialog.getByLabelText(/^Group/)).toHaveValue('people-sales-field-administrators');
    await user.type(dialog.getByLabelText('Members to add'), 'alice');
    await user.click(dialog.getByRole('button', { name: 'Name administrators' }));
    expect(await screen.findByText('people-sales-field-administrators named for field')).toBeVisible();
    expect(changes(sent)).toEqual([
      ['POST', `${SCIM}/Groups`, { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'people-sales-field-administrators', members: [{ value: alice.id }] }],
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
    const send = within(screen.getByRole('dialog')).getByRole('button', { name: 'Name administrators' });
    await user.click(send);
    expect(await screen.findByText(/There is a group people-sales-field-administrators already/)).toBeVisible();
    expect(changes(sent)).toEqual([]);
    await user.click(send);
    expect(await screen.findByText('people-sales-field-administrators named for field')).toBeVisible();
    expect(changes(sent)).toEqual([['POST', `${BASE}/access-rules`, { name: 'people.sales.field-read', effect: 'allow', subjects: ['g9'], rights: ['read', 'search', 'compare'], target: { base: FIELD, scope: 'sub' } }]]);
  });

  const scim = (resources: unknown[]): Answer => [200, { schemas: [], totalResults: resources.length, Resources: resources }, 'application/scim+json'];
  const name = async (user: ReturnType<typeof open>['user']) => {
    await user.click(await screen.findByRole('button', { name: 'Name administrators' }));
    const dialog = within(await screen.findByRole('dialog'));
    const send = dialog.getByRole('button', { name: 'Name administrators' });
    await user.click(send);
    return { dialog, send };
  };
  const [SEE, CHANGE] = rulesFor(acme, SALES, 'administers');
  const grants = (base: string, otherwise: Partial<AccessRule> = {}, target: Partial<AccessRule['target']> = {}): AccessRule[] => [
    { ...rule('people.sales-see', SEE?.rights ?? [], [CHIEFS]), id: 'see', ...otherwise, target: { ...SEE?.target, base, ...target } },
    { ...rule('people.sales-change', CHANGE?.rights ?? [], [CHIEFS]), id: 'change', ...otherwise, target: { ...CHANGE?.target, base, ...target } },
  ];

  it('are added to rules that give just this, whatever their names', async () => {
    const [see, change] = grants(SALES.toUpperCase());
    const there = [{ ...(see as AccessRule), name: 'mine' }, { ...(change as AccessRule), name: 'also-mine' }];
    const sent = server({
      [`GET ${SCIM}/Groups`]: scim([]),
      [`POST ${SCIM}/Groups`]: [201, group, 'application/scim+json'],
      [`GET ${BASE}/access-rules`]: [200, { items: there }],
      ...Object.fromEntries(there.flatMap((one) => [`GET ${BASE}/access-rules/${one.id}`, `PATCH ${BASE}/access-rules/${one.id}`].map((key) => [key, [200, one] as Answer]))),
    });
    await name(open(SALES).user);
    expect(await screen.findByText(/named for sales/)).toBeVisible();
    expect(changes(sent).slice(1)).toEqual(there.map(({ id }) => ['PATCH', `${BASE}/access-rules/${id}`, { subjects: [CHIEFS, 'g9'] }]));
  });

  it.each([
    ['that a renamed unit has kept', grants(`ou=vending,${PEOPLE}`)],
    ['of another unit with the same slug', grants(`ou=SALES.,${PEOPLE}`)],
    ['that deny', grants(SALES, { effect: 'deny' })],
    ['that are disabled', grants(SALES, { enabled: false })],
    ['that give more', grants(SALES, { rights: ['read', 'search', 'compare', 'add', 'write', 'delete', 'manage'] })],
    ['with another filter', grants(SALES, {}, { filter: '(cn=*)' })],
    ['of some attributes', grants(SALES, {}, { attributes: ['cn'] })],
    ['with another scope', grants(SALES, {}, { scope: 'one' })],
  ])('are in no rules %s, but in new ones', async (_, there) => {
    const sent = server({
      [`GET ${SCIM}/Groups`]: scim([]),
      [`POST ${SCIM}/Groups`]: [201, group, 'application/scim+json'],
      [`GET ${BASE}/access-rules`]: [200, { items: there }],
      [`POST ${BASE}/access-rules`]: [201, RULES[0]],
    });
    await name(open(SALES).user);
    expect(await screen.findByText(/named for sales/)).toBeVisible();
    expect(changes(sent).slice(1)).toEqual([
      ['POST', `${BASE}/access-rules`, { ...SEE, name: 'people.sales-idofousa-see', effect: 'allow', subjects: ['g9'] }],
      ['POST', `${BASE}/access-rules`, { ...CHANGE, name: 'people.sales-idofousa-change', effect: 'allow', subjects: ['g9'] }],
    ]);
  });

  it('are named by a second try when the first made only one of the rules', async () => {
    const made: AccessRule[] = [];
    let refusals = 1;
    const [see] = grants(SALES);
    const sent = server({
      [`GET ${SCIM}/Groups`]: () => scim(made.length > 0 ? [group] : []),
      [`POST ${SCIM}/Groups`]: [201, group, 'application/scim+json'],
      [`GET ${BASE}/access-rules`]: () => [200, { items: made }],
      [`GET ${BASE}/access-rules/see`]: [200, see],
      [`PATCH ${BASE}/access-rules/see`]: [200, see],
      [`POST ${BASE}/access-rules`]: ({ body }) => {
        if ((body as AccessRule).name.endsWith('-change') && refusals > 0) {
          refusals -= 1;
          return problem(503, 'Out of order.');
        }
        if (made.some((one) => one.name === (body as AccessRule).name)) return problem(409, 'There is a rule of that name.');
        if (see && made.length === 0) made.push(see);
        return [201, see];
      },
    });
    const { dialog, send } = await name(open(SALES).user);
    expect(await dialog.findByText('Out of order.')).toBeVisible();
    send.click();
    expect(await dialog.findByText(/There is a group/)).toBeVisible();
    send.click();
    expect(await screen.findByText(/named for sales/)).toBeVisible();
    expect(changes(sent).slice(-2)).toMatchObject([
      ['PATCH', `${BASE}/access-rules/see`, { subjects: [CHIEFS, 'g9'] }],
      ['POST', `${BASE}/access-rules`, { name: 'people.sales-change' }],
    ]);
  });

  it('are shown with all rules about the unit, and lose what allows, but nothing that denies', async () => {
    const of = { ...rule('mails', ['write'], [CHIEFS]), target: { base: SALES, scope: 'sub' as const, attributes: ['mail'] } };
    const off = { ...rule('off', ['manage'], [CHIEFS]), enabled: false };
    const never = { ...rule('never', ['delete'], [CHIEFS]), effect: 'deny' as const };
    const all = [of, off, never];
    const sent = server({
      [`GET ${BASE}/access-rules`]: [200, { items: all }],
      ...Object.fromEntries(all.map((one) => [`GET ${BASE}/access-rules/${one.id}`, [200, one] as Answer])),
      [`DELETE ${BASE}/access-rules/${of.id}`]: [204],
      [`DELETE ${BASE}/access-rules/${off.id}`]: [204],
    });
    const { user } = open(SALES);
    const table = within(await screen.findByRole('table', { name: 'Administrators of the unit' }));
    expect(await table.findByText('mails: write of mail')).toBeVisible();
    expect(table.getByText('off: manage, disabled')).toBeVisible();
    expect(table.getByText('never: denied: delete')).toBeVisible();
    await user.click(table.getByRole('button', { name: 'Actions for chiefs' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Take away' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Take away' }));
    expect(await screen.findByText('chiefs has lost sales')).toBeVisible();
    expect(changes(sent).map(([, path]) => path)).toEqual([of, off].map(({ id }) => `${BASE}/access-rules/${id}`));
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

it('names of groups tell apart units of the same name, and free names of rules those of the same slug', () => {
  expect([SALES, FIELD, `ou=field,${PEOPLE}`, `ou=sales,${GROUPS}`, `ou=Übung,${PEOPLE}`, PEOPLE].map((dn) => groupFor(acme, dn))).toEqual([
    'people-sales-administrators',
    'people-sales-field-administrators',
    'people-field-administrators',
    'groups-sales-administrators',
    'people-übung-administrators',
    'people-administrators',
  ]);
  const taken = [rule('people.a-b-see', ['read'], [])];
  expect(freeName('people.a-b-see', '1a2b3c4d-0000', [])).toBe('people.a-b-see');
  expect(freeName('people.a-b-see', '1a2b3c4d-0000', taken)).toBe('people.a-b-1a2b3c4d-see');
  expect(freeName('people.a-b-see', '1a2b3c4d-0000', [...taken, rule('people.a-b-1a2b3c4d-see', ['read'], [])])).toBe('people.a-b-1a2b3c4d-2-see');
  expect(rulesFor(acme, `ou=${'x'.repeat(60)},${PEOPLE}`, 'administers').every(({ name }) => freeName(name, '1a2b3c4d-0000', [rule(name, [], [])]).length < 60)).toBe(true);
});

it('administer is any right but to read, of rules that hold', () => {
  const may = (...rules: AccessRule[]) => delegatesOf(SALES, rules)[0]?.may;
  expect(may(rule('a', ['read', 'search', 'compare'], ['x']))).toBe('reads');
  for (const right of ['write', 'add', 'delete', 'proxy', 'manage'] as const) expect(may(rule('a', [right], ['x']), rule('b', ['read'], ['x']))).toBe('administers');
  expect(may({ ...rule('a', ['write'], ['x']), enabled: false })).toBeUndefined();
  expect(may({ ...rule('a', ['write'], ['x']), effect: 'deny' })).toBeUndefined();
});
