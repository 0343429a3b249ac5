import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { AccessRule } from '../api';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}/access-rules`;

const phoneBook: AccessRule = {
  id: 'b1a5f6a2-0000-4000-8000-000000000007',
  name: 'phone-book',
  enabled: true,
  effect: 'allow',
  subjects: ['authenticated'],
  rights: ['read', 'search'],
  target: { base: 'ou=people,dc=acme,dc=example', scope: 'sub', filter: '(objectClass=person)', attributes: ['cn', 'telephoneNumber'] },
  createdAt: '2026-01-01T12:00:00Z',
  updatedAt: '2026-01-01T12:00:00Z',
};

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({ 'GET /console/session': [200, operator], [`GET /api/v1/tenants/${acme.id}`]: [200, acme], [`GET ${BASE}`]: [200, { items: [phoneBook] }], ...answers });

const open = () => openConsole(`/tenants/${acme.id}/access-rules`);

async function act(action: string) {
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Actions for phone-book' }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
  return user;
}

describe('access rules', () => {
  it('are listed with whom and what they are about', async () => {
    server();
    open();
    expect(await screen.findByText('at and below ou=people,dc=acme,dc=example')).toBeVisible();
    expect(screen.getByText('(objectClass=person)')).toBeVisible();
    expect(screen.getByText('read, search')).toBeVisible();
    expect(screen.getByText('authenticated')).toBeVisible();
  });

  it('are made of what was typed, without what was left empty', async () => {
    const sent = server({ [`POST ${BASE}`]: [201, { ...phoneBook, name: 'help-desk' }] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Create access rule' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Create access rule' }));
    await user.type(dialog.getByLabelText(/^Name/), 'help-desk');
    await user.clear(dialog.getByLabelText(/^Rights/));
    await user.type(dialog.getByLabelText(/^Rights/), 'write, sing');
    await user.click(dialog.getByRole('button', { name: 'Create access rule' }));
    expect(dialog.getByText(/Enter some of/)).toBeVisible();
    expect(dialog.getByText('Enter at least one subject.')).toBeVisible();
    await user.clear(dialog.getByLabelText(/^Rights/));
    await user.type(dialog.getByLabelText(/^Rights/), 'write');
    await user.type(dialog.getByLabelText(/Of whom/), 'cn=help,ou=groups,dc=acme,dc=example');
    await user.type(dialog.getByLabelText('Attributes'), 'userPassword');
    await user.click(dialog.getByRole('button', { name: 'Create access rule' }));
    expect(await screen.findByText('Access rule help-desk created')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      name: 'help-desk',
      enabled: true,
      effect: 'allow',
      subjects: ['cn=help,ou=groups,dc=acme,dc=example'],
      rights: ['write'],
      target: { scope: 'sub', attributes: ['userPassword'] },
    });
  });

  it('lose what is taken out of them', async () => {
    const sent = server({ [`GET ${BASE}/${phoneBook.id}`]: [200, phoneBook], [`PATCH ${BASE}/${phoneBook.id}`]: [200, phoneBook] });
    const user = await act('Edit');
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit phone-book' }));
    await user.clear(dialog.getByLabelText('Filter'));
    await user.selectOptions(dialog.getByLabelText('State'), 'false');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Access rule phone-book changed')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toMatchObject({
      enabled: false,
      target: { base: 'ou=people,dc=acme,dc=example', scope: 'sub', filter: null, attributes: ['cn', 'telephoneNumber'] },
    });
  });

  it('say why the server refuses them', async () => {
    server({ [`GET ${BASE}/${phoneBook.id}`]: [200, phoneBook], [`PATCH ${BASE}/${phoneBook.id}`]: problem(403, 'The rule is about rights that you do not have there yourself.') });
    const user = await act('Edit');
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('rights that you do not have there yourself');
  });

  it('are deleted only when that is confirmed', async () => {
    const sent = server({ [`DELETE ${BASE}/${phoneBook.id}`]: [204] });
    const user = await act('Delete');
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText(/is lost at once/)).toBeVisible();
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(false);
    await user.click(dialog.getByRole('button', { name: 'Delete access rule' }));
    expect(await screen.findByText('Access rule phone-book deleted')).toBeVisible();
  });
});

it('say what a subject may do with an entry, and which rule decides', async () => {
  const sent = server({
    [`GET ${BASE}/effective`]: [
      200,
      {
        subject: 'uid=alice,ou=people,dc=acme,dc=example',
        entry: 'uid=bob,ou=people,dc=acme,dc=example',
        rights: { delete: { allowed: false } },
        attributes: { cn: { read: { allowed: true, rule: 'phone-book' } } },
      },
    ],
  });
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: 'Show the rights' }));
  expect(screen.getByText('Enter a subject.')).toBeVisible();
  await user.type(screen.getByLabelText(/^Subject/), 'uid=alice,ou=people,dc=acme,dc=example');
  await user.type(screen.getByLabelText(/^Entry/), 'uid=bob,ou=people,dc=acme,dc=example');
  await user.click(screen.getByRole('button', { name: 'Show the rights' }));
  const rights = within(await screen.findByRole('region', { name: 'Effective rights' }));
  expect(rights.getByText('delete: no')).toBeVisible();
  expect(rights.getByText('read: yes (phone-book)')).toBeVisible();
  expect(sent.find(({ path }) => path.endsWith('/effective'))?.query).toEqual({ subject: 'uid=alice,ou=people,dc=acme,dc=example', entry: 'uid=bob,ou=people,dc=acme,dc=example' });
});
