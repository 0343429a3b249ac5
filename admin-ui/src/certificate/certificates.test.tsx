import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { openConsole } from '../testing/console';
import { givesUp, openStreams, tells } from '../testing/events';
import { acme, certificate, operator } from '../testing/fixtures';
import { serverAnswers } from '../testing/server';
import { parseFilter } from './filter';

const BASE = `/api/v1/tenants/${acme.id}/certificates`;
const ONE = `${BASE}/${certificate.id}`;

const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${btoa(text)}\n-----END CERTIFICATE-----\n`;
const authority = (name: string) => ({ id: name, name, kind: 'issuing', state: 'active', issuer: 'root-1', subject: `CN=${name}`, notBefore: certificate.notBefore, notAfter: certificate.notAfter, fingerprint: name, certificate: pem(name) });

const server = (answers: Parameters<typeof serverAnswers>[0] = {}) =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET /api/v1/tenants/${acme.id}`]: [200, acme],
    [`GET ${BASE}`]: [200, { items: [certificate] }],
    [`GET ${ONE}`]: [200, certificate],
    [`GET ${ONE}/lineage`]: [200, { items: [certificate] }],
    [`GET ${ONE}/chain.pem`]: [200, pem('leaf') + pem('issuing-1'), 'application/pem-certificate-chain'],
    [`GET /api/v1/tenants/${acme.id}/authorities`]: [200, { items: [authority('issuing-1'), authority('root-1')] }],
    ...answers,
  });

describe('the list of certificates', () => {
  it('is filtered by the address', async () => {
    const sent = server();
    openConsole(`/tenants/${acme.id}/certificates?state=held&by=serial&value=00:FF`);
    expect(await screen.findByRole('link', { name: certificate.spiffeId })).toBeVisible();
    expect(screen.getByRole('combobox', { name: 'State' })).toHaveValue('held');
    expect(screen.getByRole('textbox', { name: 'Search by Serial number' })).toHaveValue('00:FF');
    expect(sent.at(-1)?.query).toEqual({ state: 'held', serial: '00:FF' });
  });

  it('writes its filter into the address', async () => {
    const sent = server();
    const { user, router } = openConsole(`/tenants/${acme.id}/certificates`);
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Expiry' }), '7');
    expect(router.state.location.search).toEqual({ within: 7 });
    expect(Date.parse(sent.at(-1)?.query['before'] ?? '')).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    await user.click(screen.getByRole('button', { name: 'Clear all filters' }));
    expect(router.state.location.search).toEqual({});
  });

  it.each([
    [{ state: 'burnt', by: 'password', value: 'x', within: 3 }, {}],
    [{ by: 'serial', value: 12 }, { by: 'serial', value: '12' }],
    [{ by: 'serial' }, {}],
    [{ state: 'valid', within: '30' }, { state: 'valid', within: 30 }],
  ])('takes of an address only what it knows: %j', (search, filter) => {
    expect(parseFilter(search)).toEqual(filter);
  });
});

describe('what becomes of certificates elsewhere', () => {
  const revoked = { ...certificate, state: 'revoked', revocationReason: 'keyCompromise', revokedAt: '2026-01-01T13:00:00Z' };

  it('is marked in the list', async () => {
    const sent = server();
    openConsole(`/tenants/${acme.id}/certificates`);
    await screen.findByRole('link', { name: certificate.spiffeId });
    expect(openStreams()).toEqual([`${BASE}/events`]);
    const before = sent.length;
    tells('revoked', revoked);
    expect(await within(screen.getByRole('table')).findByText('Revoked')).toBeVisible();
    tells('released', certificate);
    expect(await within(screen.getByRole('table')).findByText('Valid')).toBeVisible();
    expect(sent).toHaveLength(before);
  });

  it('is counted when it is new, and shown when asked', async () => {
    const fresh = { ...certificate, id: 'fresh', spiffeId: 'spiffe://acme.example/fresh' };
    const items = [certificate];
    server({ [`GET ${BASE}`]: () => [200, { items }] });
    const { user } = openConsole(`/tenants/${acme.id}/certificates`);
    await screen.findByRole('link', { name: certificate.spiffeId });
    items.unshift(fresh);
    tells('issued', fresh);
    tells('issued', fresh);
    expect(await screen.findByText('New certificates: 1')).toBeVisible();
    expect(screen.queryByRole('link', { name: fresh.spiffeId })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show them' }));
    expect(await screen.findByRole('link', { name: fresh.spiffeId })).toBeVisible();
    expect(screen.queryByText('New certificates: 1')).toBeNull();
  });

  it('is announced once, however many there are, and again after they were shown', async () => {
    server();
    const { user } = openConsole(`/tenants/${acme.id}/certificates`);
    await screen.findByRole('link', { name: certificate.spiffeId });
    const region = document.querySelector('main [role="status"]');
    const announced: (string | null)[] = [];
    const watch = new MutationObserver(() => announced.push(region?.textContent ?? null));
    watch.observe(region as Element, { childList: true, characterData: true, subtree: true });
    tells('issued', { ...certificate, id: 'one' });
    expect(await screen.findByText('New certificates: 1')).toBeVisible();
    tells('renewed', { ...certificate, id: 'two' });
    expect(await screen.findByText('New certificates: 2')).toBeVisible();
    tells('issued', { ...certificate, id: 'three' });
    expect(await screen.findByText('New certificates: 3')).toBeVisible();
    expect(screen.getByText('New certificates: 3').closest('[aria-live], [role="status"], [role="alert"]')).toBeNull();
    expect(announced).toEqual(['There are new certificates. Show them to read the list anew.']);
    await user.click(screen.getByRole('button', { name: 'Show them' }));
    await waitFor(() => expect(region).toBeEmptyDOMElement());
    tells('issued', { ...certificate, id: 'four' });
    await screen.findByText('New certificates: 1');
    expect(announced).toHaveLength(3);
    watch.disconnect();
  });

  it('is read anew when it could not be told, and when the following begins', async () => {
    const items: (typeof certificate)[] = [];
    server({ [`GET ${BASE}`]: () => [200, { items }] });
    const { user } = openConsole(`/tenants/${acme.id}/certificates`);
    expect(await screen.findByText('No certificates yet')).toBeVisible();
    items.push(certificate);
    tells('open');
    expect(await screen.findByRole('link', { name: certificate.spiffeId })).toBeVisible();
    items.pop();
    tells('resync');
    expect(await screen.findByText('The list has changed.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show them' }));
    expect(await screen.findByText('No certificates yet')).toBeVisible();
  });

  it('may be something that the filter leaves out', async () => {
    server();
    openConsole(`/tenants/${acme.id}/certificates?state=held`);
    await screen.findByRole('link', { name: certificate.spiffeId });
    tells('issued', { ...certificate, id: 'fresh' });
    expect(await screen.findByText('The list has changed.')).toBeVisible();
  });

  it('is followed while the page is seen, and again when the browser has given up', async () => {
    server();
    openConsole(`/tenants/${acme.id}/certificates`);
    await screen.findByRole('link', { name: certificate.spiffeId });
    const seen = vi.spyOn(document, 'visibilityState', 'get');
    seen.mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(openStreams()).toHaveLength(0);
    seen.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(openStreams()).toHaveLength(1);
    vi.useFakeTimers();
    givesUp();
    expect(openStreams()).toHaveLength(0);
    act(() => vi.advanceTimersByTime(30_000));
    expect(openStreams()).toHaveLength(1);
    vi.useRealTimers();
    seen.mockRestore();
  });

  it('is marked on its own page, which ends its stream when it is left', async () => {
    server();
    const { router } = openConsole(`/tenants/${acme.id}/certificates/${certificate.id}`);
    await screen.findByRole('button', { name: 'Revoke' });
    tells('revoked', revoked);
    expect(await screen.findByText('The key is compromised')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Revoke' })).toBeNull();
    await router.navigate({ to: '/tenants/$tenant/certificates', params: { tenant: acme.id } });
    await screen.findByRole('table', { name: 'Certificates' });
    expect(openStreams()).toHaveLength(1);
  });
});

describe('a certificate', () => {
  it('says for what it was given, what it renewed and what renewed it', async () => {
    const before = { ...certificate, id: 'before', serial: '0aaa', evidence: 'node host1', state: 'expired' };
    server({ [`GET ${ONE}/lineage`]: [200, { items: [before, { ...certificate, renews: 'before' }] }] });
    openConsole(`/tenants/${acme.id}/certificates/${certificate.id}`);
    const link = await screen.findByRole('link', { name: '0aaa' });
    expect(link).toHaveAttribute('href', `/console/tenants/${acme.id}/certificates/before`);
    const lineage = within(screen.getByRole('table', { name: 'Lineage' }));
    expect(lineage.getByText('node host1')).toBeVisible();
    expect(lineage.getByText('The certificate before')).toBeVisible();
  });

  it('is believed by its chain, which can be downloaded', async () => {
    server();
    openConsole(`/tenants/${acme.id}/certificates/${certificate.id}`);
    expect(await screen.findByRole('link', { name: 'issuing-1' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'root-1' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Chain in PKCS #7' })).toHaveAttribute('href', `${ONE}/chain.p7c`);
  });
});

describe('revoking a certificate', () => {
  const open = () => openConsole(`/tenants/${acme.id}/certificates/${certificate.id}`);

  it('needs a reason', async () => {
    const sent = server({ [`POST ${ONE}/revoke`]: [200, { ...certificate, state: 'revoked', revocationReason: 'keyCompromise', revokedAt: '2026-01-01T13:00:00Z' }] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Revoke' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Revoke certificate' }));
    await user.click(dialog.getByRole('button', { name: 'Revoke certificate' }));
    expect(dialog.getByText('Choose a reason.')).toBeVisible();
    await user.selectOptions(dialog.getByLabelText(/Reason/), 'keyCompromise');
    await user.click(dialog.getByRole('button', { name: 'Revoke certificate' }));
    expect(await screen.findByText('Certificate revoked')).toBeVisible();
    expect(screen.getByText('The key is compromised')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Revoke' })).toBeNull();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ reason: 'keyCompromise' });
  });

  it('for a time is a hold, which is lifted by removeFromCRL', async () => {
    const held = { ...certificate, state: 'held', revocationReason: 'certificateHold', revokedAt: '2026-01-01T13:00:00Z' };
    const sent = server({ [`GET ${ONE}`]: [200, held], [`POST ${ONE}/revoke`]: [200, certificate] });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Lift hold' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Lift hold' }));
    expect(await screen.findByText('Hold lifted')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ reason: 'removeFromCRL' });
  });

  it('is not offered for one that has ended', async () => {
    server({ [`GET ${ONE}`]: [200, { ...certificate, state: 'expired' }] });
    open();
    expect(await screen.findByText('Expired')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Revoke' })).toBeNull();
  });
});
