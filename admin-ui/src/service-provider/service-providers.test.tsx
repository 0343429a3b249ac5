import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ServiceProvider } from '../api';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, type Sent, serverAnswers } from '../testing/server';
import { attributeInWords, typedAttribute } from './attributes';

const BASE = `/api/v1/tenants/${acme.id}`;

const wiki: ServiceProvider = {
  id: 'b1a5f6a2-0000-4000-8000-000000000031',
  name: 'wiki',
  entityId: 'https://wiki.example/saml/metadata',
  enabled: true,
  metadataReadAt: '2026-01-01T12:00:00Z',
  certificatesEnd: '2020-01-01T12:00:00Z',
  assertionConsumers: ['https://wiki.example/saml/acs'],
  signingKeys: 1,
  encryptionKeys: 1,
  nameIdFormat: 'persistent',
  attributes: [{ source: 'mail' }],
  groups: ['staff'],
  signResponse: true,
  encryptAssertion: true,
  requireSignedRequests: false,
  oneTimeUse: false,
  idpInitiated: false,
  allowOldAlgorithms: false,
  createdAt: '2026-01-01T12:00:00Z',
  updatedAt: '2026-01-01T12:00:00Z',
};

const server = (answers: Record<string, Answer | ((sent: Sent) => Answer)> = {}) =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/service-providers`]: [200, { items: [wiki] }],
    ...answers,
  });

const open = () => openConsole(`/tenants/${acme.id}/service-providers`);

async function act(name: string, action: string) {
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: `Actions for ${name}` }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
  return user;
}

async function dialogOf(name: string) {
  return within(await screen.findByRole('dialog', { name }));
}

describe('service providers', () => {
  it('are listed with what ends, and with the address of our metadata', async () => {
    server({ [`GET ${BASE}/service-providers`]: [200, { items: [wiki, { ...wiki, id: 'x', name: 'old', metadataProblem: 'no SPSSODescriptor' }] }] });
    open();
    expect(await screen.findByText('wiki')).toBeVisible();
    expect(screen.getByText(/years ago/)).toBeVisible();
    expect(screen.getByText('Not accepted any more: no SPSSODescriptor')).toBeVisible();
    expect(screen.getByText('https://lightwave.example/t/acme.example/saml/metadata')).toBeInTheDocument();
    expect(document.querySelector('p div, p p')).toBeNull(); // no browser would keep them there
  });

  it('are added by an address or by a file, never by both, with attributes', async () => {
    const sent = server({ [`GET ${BASE}/service-providers`]: [200, { items: [] }], [`POST ${BASE}/service-providers`]: [201, wiki] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Add service provider' }));
    const dialog = await dialogOf('Add service provider');
    const add = dialog.getByRole('button', { name: 'Add service provider' });
    await user.type(dialog.getByLabelText(/^Name\b(?!s)/), 'wiki');
    await user.click(add);
    expect(dialog.getByText('Enter an address, or give metadata below.')).toBeVisible();
    await user.upload(dialog.getByLabelText('Metadata file'), new File(['<x/>'], 'sp.xml', { type: 'text/xml' }));
    expect(await dialog.findByDisplayValue('<x/>')).toBeVisible();
    await user.type(dialog.getByLabelText('Metadata address'), 'https://wiki.example/');
    await user.type(dialog.getByLabelText('Attributes'), 'mail{Enter}password -> pw');
    await user.click(add);
    expect(dialog.getByText('Either an address or metadata.')).toBeVisible();
    expect(dialog.getByText(/Not an attribute: “password -> pw”/)).toBeVisible();
    await user.clear(dialog.getByLabelText('Metadata address'));
    await user.clear(dialog.getByLabelText('Attributes'));
    await user.type(dialog.getByLabelText('Attributes'), 'mail{Enter}groups -> roles');
    await user.click(add);
    expect(await screen.findByText('Service provider wiki added')).toBeVisible();
    const body = sent.find(({ method }) => method === 'POST')?.body;
    expect(body).toMatchObject({ name: 'wiki', metadata: '<x/>', attributes: [{ source: 'mail' }, { source: 'groups', name: 'roles' }], allowOldAlgorithms: false });
    expect(body).not.toHaveProperty('metadataUrl');
    expect(body).not.toHaveProperty('groups');
  });

  it('keep their metadata when only a setting changes, and lose what was emptied', async () => {
    const sent = server({ [`GET ${BASE}/service-providers/${wiki.id}`]: [200, wiki], [`PATCH ${BASE}/service-providers/${wiki.id}`]: [200, wiki] });
    const user = await act('wiki', 'Edit');
    const dialog = await dialogOf('Edit wiki');
    await user.selectOptions(dialog.getByLabelText('Names people by'), 'transient');
    await user.clear(dialog.getByLabelText('Groups it may hear of'));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Service provider wiki changed')).toBeVisible();
    const body = sent.find(({ method }) => method === 'PATCH')?.body;
    expect(body).toMatchObject({ nameIdFormat: 'transient', groups: null, attributes: [{ source: 'mail' }] });
    expect(body).not.toHaveProperty('metadata');
    expect(body).not.toHaveProperty('metadataUrl');
    expect(body).not.toHaveProperty('name');
  });

  it('show at its field what the server does not take', async () => {
    server({ [`GET ${BASE}/service-providers/${wiki.id}`]: [200, wiki], [`PATCH ${BASE}/service-providers/${wiki.id}`]: problem(400, 'Not acceptable.', [{ field: 'metadata', detail: "it is another service provider's" }]) });
    const user = await act('wiki', 'Edit');
    const dialog = await dialogOf('Edit wiki');
    await user.type(dialog.getByLabelText('Metadata'), '<y/>');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText("it is another service provider's")).toBeVisible();
  });

  it('wait for a fresh sign-in before they are changed, added or deleted', async () => {
    server({ 'GET /console/session': [200, { ...operator, provenAt: '2026-01-01T12:00:00Z' }] });
    const user = await act('wiki', 'Edit');
    expect((await dialogOf('Edit wiki')).getByRole('button', { name: 'Sign in again' })).toBeVisible();
    await user.click((await dialogOf('Edit wiki')).getByRole('button', { name: 'Cancel' }));
    await user.click(screen.getByRole('button', { name: 'Add service provider' }));
    expect((await dialogOf('Add service provider')).getByRole('button', { name: 'Sign in again' })).toBeVisible();
    await user.click((await dialogOf('Add service provider')).getByRole('button', { name: 'Cancel' }));
    await user.click(screen.getByRole('button', { name: 'Actions for wiki' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    expect(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Sign in again' })).toBeVisible();
  });

  it('are deleted only when that is confirmed', async () => {
    const sent = server({ [`DELETE ${BASE}/service-providers/${wiki.id}`]: [204] });
    const user = await act('wiki', 'Delete');
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(false);
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete service provider' }));
    expect(await screen.findByText('Service provider wiki deleted')).toBeVisible();
  });
});

describe('an attribute on a line', () => {
  it.each([{ source: 'mail' }, { source: 'mail', name: 'email' }, { source: 'mail', name: 'email', nameFormat: 'urn:x' }] as const)('is read as it is written: %o', (attribute) => {
    expect(typedAttribute(attributeInWords(attribute))).toEqual(attribute);
  });

  it.each(['', 'mail ->', 'userPassword', 'mail email', '-> mail'])('is none: “%s”', (line) => {
    expect(typedAttribute(line)).toBeUndefined();
  });
});
