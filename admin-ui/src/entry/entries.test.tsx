import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { DirectoryEntry } from '../api';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, serverAnswers } from '../testing/server';
import { changes, faultOf } from './attributes';
import { parentOf, rdnOf, typesOf } from './names';

const BASE = `/api/v1/tenants/${acme.id}`;
const SUFFIX = 'dc=acme,dc=example';
const ID = 'b1a5f6a2-0000-4000-8000-0000000000e1';

const people = { id: 'b1a5f6a2-0000-4000-8000-0000000000e0', dn: `ou=people,${SUFFIX}`, objectClasses: ['organizationalUnit'], hasSubordinates: true };
const bilbo: DirectoryEntry = {
  id: ID,
  dn: `uid=bilbo,ou=people,${SUFFIX}`,
  attributes: { cn: ['Bilbo'], objectClass: ['inetOrgPerson'], sn: ['Baggins'], title: ['Burglar', 'Guest'], uid: ['bilbo'] },
  operational: { createTimestamp: ['20260101120000Z'] },
};
const attribute = (name: string, more: object = {}) => ({ name, syntax: 'DIRECTORY_STRING', required: false, singleValued: false, binary: false, readOnly: false, ...more });
const described = {
  objectClasses: ['inetOrgPerson'],
  structural: 'inetOrgPerson',
  attributes: [attribute('cn', { required: true }), attribute('objectClass', { required: true }), attribute('preferredLanguage', { singleValued: true }), attribute('sn', { required: true }), attribute('title'), attribute('uid')],
};

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/entries`]: [200, { items: [people] }],
    [`GET ${BASE}/entries/${encodeURIComponent(SUFFIX)}`]: [200, { id: 'top', dn: SUFFIX, attributes: { dc: ['acme'] }, operational: {} }],
    [`GET ${BASE}/entries/${ID}`]: [200, bilbo, undefined, { ETag: '"7"' }],
    [`GET ${BASE}/entries/attributes`]: [200, described],
    ...answers,
  });

const open = (entry = ID) => openConsole(`/tenants/${acme.id}/directory?entry=${entry}`);

describe('an entry that cannot be shown', () => {
  it.each([
    [problem(404, 'None.'), 'There is no such entry, or you may not see it.'],
    [problem(503, 'The database does not answer.'), 'The database does not answer.'],
  ])('says why', async (answer, why) => {
    server({ [`GET ${BASE}/entries/${ID}`]: answer });
    open();
    expect(await screen.findByText(new RegExp(why))).toBeVisible();
  });
});

it('all entries are had as a file', async () => {
  server();
  openConsole(`/tenants/${acme.id}/directory`);
  const link = await screen.findByRole('link', { name: 'Export as LDIF' });
  expect([link.getAttribute('href'), link.getAttribute('download')]).toEqual([`${BASE}/ldif`, 'acme.example.ldif']);
});

describe('a file of entries', () => {
  const LDIF = `dn: ou=hobbits,${SUFFIX}\nobjectClass: organizationalUnit\n`;
  const report = { id: 'i', done: true, read: 3, added: 1, changed: 0, skipped: 1, failed: 1, failures: [{ line: 9, dn: `cn=x,${SUFFIX}`, reason: 'sn is required' }] };

  async function importing(answer: Answer) {
    const sent = server({ [`POST ${BASE}/ldif`]: answer });
    const { user } = openConsole(`/tenants/${acme.id}/directory`);
    await user.click(await screen.findByRole('button', { name: 'Import LDIF' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Import LDIF' }));
    await user.click(dialog.getByRole('button', { name: 'Import' }));
    expect(dialog.getByText('Choose a file.')).toBeVisible();
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('no file can be chosen');
    await user.upload(input, new File([LDIF], 'hobbits.ldif'));
    await user.click(dialog.getByRole('button', { name: 'Import' }));
    return { sent, user };
  }

  it('is sent as it is, and what became of its records is told', async () => {
    const { sent, user } = await importing([200, report]);
    expect(await screen.findByText('Not every record could be taken')).toBeVisible();
    expect(screen.getByText(`Line 9, cn=x,${SUFFIX}: sn is required`)).toBeVisible();
    const post = sent.find(({ method }) => method === 'POST');
    expect([post?.headers.get('Content-Type'), post?.body, post?.query['id']]).toEqual(['text/ldif', LDIF, expect.stringMatching(/^console-[0-9a-f-]{36}$/)]);
    await user.click(screen.getAllByRole('button', { name: 'Close' }).at(-1) as HTMLElement);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('that is refused stays chosen, and is sent again under the same id', async () => {
    const { sent, user } = await importing(problem(503, 'The database does not answer.'));
    expect(await screen.findByText('The database does not answer.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Import' }));
    expect(await screen.findByText('The database does not answer.')).toBeVisible();
    const posts = sent.filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(2);
    expect(posts[0]?.query).toEqual(posts[1]?.query);
  });
});

describe('the tree', () => {
  it('reads what is below an entry when that is opened', async () => {
    const sent = server();
    const { user } = openConsole(`/tenants/${acme.id}/directory`);
    const tree = within(await screen.findByRole('navigation', { name: 'Directory tree' }));
    expect(await tree.findByRole('link', { name: 'ou=people' })).toBeVisible();
    const asked = () => sent.filter(({ path, query }) => path.endsWith('/entries') && query['parent'] === people.id);
    expect(asked()).toHaveLength(0);
    await user.click(tree.getByRole('button', { name: 'Open ou=people' }));
    expect(asked()).toHaveLength(1);
    expect(await tree.findByRole('button', { name: 'Close ou=people' })).toHaveAttribute('aria-expanded', 'true');
  });

  it('leads to an entry', async () => {
    server({ [`GET ${BASE}/entries/${people.id}`]: problem(404, 'None.') });
    const { user } = openConsole(`/tenants/${acme.id}/directory`);
    await user.click(await screen.findByRole('link', { name: 'ou=people' }));
    expect(await screen.findByText('There is no such entry, or you may not see it.')).toBeVisible();
  });
});

describe('an entry', () => {
  it('is shown with what the server keeps of it', async () => {
    server();
    open();
    expect(await screen.findByRole('heading', { name: 'uid=bilbo' })).toBeVisible();
    expect(screen.getByText('Burglar')).toBeVisible();
    expect(screen.getByText('20260101120000Z')).toBeVisible();
  });

  it('is edited as the schema describes it, and only what changed is sent, with the version that was read', async () => {
    const sent = server({ [`PATCH ${BASE}/entries/${ID}`]: [200, bilbo] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Edit entry' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit uid=bilbo' }));
    expect(await dialog.findByLabelText(/^title/)).toHaveValue('Burglar\nGuest');
    expect(dialog.queryByLabelText(/^uid/)).toBeNull();
    await user.clear(dialog.getByLabelText(/^sn/));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText('Entries of these classes must have it.')).toBeVisible();
    await user.type(dialog.getByLabelText(/^sn/), 'Baggins');
    await user.clear(dialog.getByLabelText(/^title/));
    await user.selectOptions(dialog.getByLabelText('Another attribute'), 'preferredLanguage');
    await user.type(dialog.getByLabelText(/^preferredLanguage/), 'en');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('uid=bilbo changed')).toBeVisible();
    const change = sent.find(({ method }) => method === 'PATCH');
    expect(change?.body).toEqual({ attributes: { title: null, preferredLanguage: ['en'] } });
    expect(change?.headers.get('If-Match')).toBe('"7"');
  });

  it('is added below another', async () => {
    const sent = server({ [`POST ${BASE}/entries`]: [201, { ...bilbo, dn: `uid=frodo,${bilbo.dn}` }] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Add entry below' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add entry' }));
    await user.click(dialog.getByRole('button', { name: 'Add entry' }));
    expect(dialog.getByText('Enter a name such as ou=sales.')).toBeVisible();
    await user.type(dialog.getByLabelText(/^Relative name/), 'uid=frodo');
    await user.type(await dialog.findByLabelText(/^cn/), 'Frodo');
    await user.type(dialog.getByLabelText(/^sn/), 'Baggins');
    await user.click(dialog.getByRole('button', { name: 'Add entry' }));
    expect(await screen.findByText('uid=frodo added')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      dn: `uid=frodo,${bilbo.dn}`,
      attributes: { objectClass: ['organizationalUnit'], cn: ['Frodo'], sn: ['Baggins'] },
    });
  });

  it('is renamed where it stands', async () => {
    const sent = server({ [`POST ${BASE}/entries/${ID}/rename`]: [200, bilbo] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Rename entry' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Rename uid=bilbo' }));
    await user.clear(dialog.getByLabelText(/^Relative name/));
    await user.type(dialog.getByLabelText(/^Relative name/), 'uid=frodo');
    await user.click(dialog.getByRole('button', { name: 'Rename entry' }));
    expect(await screen.findByText('uid=bilbo renamed')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ rdn: 'uid=frodo', deleteOldRdn: true });
  });

  it('is deleted when its name was typed', async () => {
    const sent = server({ [`DELETE ${BASE}/entries/${ID}`]: [204], [`GET ${BASE}/entries/${encodeURIComponent(people.dn)}`]: [200, { ...bilbo, ...people }] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Delete entry' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByRole('button', { name: 'Delete entry' })).toBeDisabled();
    await user.type(dialog.getByRole('textbox'), 'uid=bilbo');
    await user.click(dialog.getByRole('button', { name: 'Delete entry' }));
    expect(await screen.findByText('uid=bilbo deleted')).toBeVisible();
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(true);
  });

  it('says what a subject may do with it', async () => {
    const sent = server({ [`GET ${BASE}/access-rules/effective`]: [200, { subject: 'anonymous', entry: bilbo.dn, rights: { delete: { allowed: false } }, attributes: {} }] });
    const { user } = open();
    await user.type(await screen.findByLabelText(/^Subject/), 'anonymous');
    await user.click(screen.getByRole('button', { name: 'Show the rights' }));
    expect(await screen.findByText('delete: no')).toBeVisible();
    expect(sent.find(({ path }) => path.endsWith('/effective'))?.query).toEqual({ subject: 'anonymous', entry: ID });
  });
});

it('names are taken apart', () => {
  expect(rdnOf('cn=Smith\\, John,ou=people')).toBe('cn=Smith\\, John');
  expect(parentOf('cn=Smith\\, John,ou=people,dc=x')).toBe('ou=people,dc=x');
  expect(parentOf('dc=x')).toBe('');
  expect(typesOf('cn=a+UID=b')).toEqual(['cn', 'uid']);
});

it('values are looked at before they are sent', () => {
  const check = (more: object, text: string) => faultOf(attribute('x', more), text, false);
  expect(check({ syntax: 'INTEGER' }, '12')).toBeUndefined();
  expect(check({ syntax: 'INTEGER' }, 'twelve')).toBe('A whole number.');
  expect(check({ syntax: 'DN' }, 'bilbo')).toBe('A distinguished name.');
  expect(check({ singleValued: true }, 'one\ntwo')).toBe('It has one value.');
  expect(check({ binary: true, syntax: 'JPEG' }, '??')).toBe('Bytes, in base64.');
  expect(changes({ a: 'x', b: 'y' }, { a: 'x', b: ' ', c: 'z' })).toEqual({ b: null, c: ['z'] });
});
