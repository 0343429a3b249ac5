import { act, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { askForSession } from '../api/first';
import { operator } from '../testing/fixtures';
import { type Answer, serverAnswers } from '../testing/server';
import { landing } from './landing';
import { isProven } from './session';

const here = () => globalThis.location.pathname + globalThis.location.search;

async function land(path: string) {
  globalThis.history.replaceState(null, '', `/console${path}`);
  const root = document.body.appendChild(document.createElement('div'));
  await act(async () => landing(root));
  await screen.findByRole('heading', { level: 1, name: 'Sign in to the console' });
}

afterEach(() => {
  document.body.replaceChildren();
  globalThis.history.replaceState(null, '', '/console/');
});

describe('the sign-in page without the rest of the console', () => {
  it.each([
    ['/', '/console/sign-in'],
    ['/tenants/acme.example/certificates?state=held', '/console/sign-in?returnTo=%2Ftenants%2Facme.example%2Fcertificates%3Fstate%3Dheld'],
    ['//evil.example/', '/console/sign-in'],
    ['/sign-in?returnTo=%2Ftenants', '/console/sign-in?returnTo=%2Ftenants'],
  ])('comes back to %s', async (path, address) => {
    await land(path);
    expect(here()).toBe(address);
  });

  it.each([
    ['error=tenant', 'There is no such tenant on this server, or it is disabled.'],
    ['error=failed&reference=%22111111111111111111111111%22&tenant=acme.example', 'Reference 111111111111111111111111'],
    ['ended=true', 'Your session has ended. Sign in to go on where you were.'],
  ])('says why one is there: %s', async (search, why) => {
    await land(`/sign-in?${search}`);
    await vi.waitFor(() => expect(document.querySelector('.pf-v6-c-alert')).toHaveTextContent(why));
    expect(screen.getByLabelText(/Tenant/)).toHaveValue(search.includes('acme') ? 'acme.example' : '');
  });

  it('drops what its address has no place for', async () => {
    await land('/sign-in?error=x&reference=%3Cb%3E');
    expect(document.querySelector('.pf-v6-c-alert')).toBeNull();
  });
});

describe('who is signed in', () => {
  it.each<[string, Answer, unknown]>([
    ['somebody', [200, operator], operator],
    ['nobody', [204], null],
    ['nobody any more', [401], null],
    ['not known', [503], undefined],
  ])('is %s', async (_, answer, expected) => {
    serverAnswers({ 'GET /console/session': answer });
    expect(await askForSession()).toEqual(expected);
  });

  it('has proved it by the clock of the server, which the first answer tells', async () => {
    const signedInAt = async (server: Date) => {
      serverAnswers({ 'GET /console/session': [200, { ...operator, provenAt: server.toISOString() }, 'application/json', { Date: server.toUTCString() }] });
      return isProven(await askForSession());
    };
    try {
      expect(await signedInAt(new Date(Date.now() - 3_600_000))).toBe(true);
    } finally {
      expect(await signedInAt(new Date())).toBe(true);
    }
  });

  it('is not known without a server', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
    expect(await askForSession()).toBeUndefined();
  });
});
