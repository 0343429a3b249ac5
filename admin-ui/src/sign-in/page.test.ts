import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConsoleSession } from '../api';
import { askForSession } from '../api/first';
import { speak } from '../language/texts';
import { isProven } from '../session/session';
import { signInPage } from '../session/sign-in';
import { operator } from '../testing/fixtures';
import { type Answer, serverAnswers } from '../testing/server';
import { open } from './page';

const source = new DOMParser().parseFromString(readFileSync(join(import.meta.dirname, '..', '..', 'sign-in.html'), 'utf8'), 'text/html');

function land(address: string, session: ConsoleSession | null | undefined = null) {
  globalThis.history.replaceState(null, '', address);
  document.body.replaceChildren(...document.importNode(source.body, true).children);
  const go = vi.fn<(url: string) => void>();
  const goOn = vi.fn<(url: string) => void>();
  open({ asked: Promise.resolve(session), go, goOn });
  return { go, goOn, user: userEvent.setup() };
}

afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.classList.remove('lw-waits', 'pf-v6-theme-dark');
  globalThis.history.replaceState(null, '', '/console/');
  speak('en', {});
});

describe('the sign-in page', () => {
  it('asks for a tenant, goes to its page, comes back to where one was, and remembers it', async () => {
    const { go, user } = land('/console/sign-in?returnTo=%2Ftenants%3Fx%3D1');
    await user.type(screen.getByLabelText('Tenant'), ' Acme.example {Enter}');
    expect(go).toHaveBeenCalledExactlyOnceWith('/console/login?tenant=acme.example&returnTo=%2Fconsole%2Ftenants%3Fx%3D1');
    land('/console/sign-in');
    expect(screen.getByLabelText('Tenant')).toHaveValue('acme.example');
  });

  it('says when what was typed is no tenant name', async () => {
    const { go, user } = land('/console/sign-in');
    const field = screen.getByLabelText('Tenant');
    await user.type(field, 'acme{Enter}');
    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription(/at least two labels/);
    expect(field).toBeInvalid();
    expect(go).not.toHaveBeenCalled();
    await user.type(field, '.example');
    expect(field).toHaveAccessibleDescription(/A domain name/);
    expect(field).not.toBeInvalid();
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(go).toHaveBeenCalledWith('/console/login?tenant=acme.example&returnTo=%2Fconsole%2F');
  });

  it.each([
    ['//evil.example/'],
    ['/\\evil.example/'],
    ['https://evil.example/'],
    ['/../t/acme.example/oauth2/authorize'],
    ['/x/%2e%2E/%2e./t/acme.example/login'],
    ['/sign-in?returnTo=/sign-in'],
    ['/x/../sign-in'],
  ])('does not lead to %s', async (to) => {
    const { goOn } = land(`/console/sign-in?${new URLSearchParams({ returnTo: to })}`, operator);
    await vi.waitFor(() => expect(goOn).toHaveBeenCalledExactlyOnceWith('/console/'));
  });

  it('goes on with whoever is signed in, and with nobody else', async () => {
    const { goOn } = land('/console/sign-in?returnTo=%2Ftenants', operator);
    await vi.waitFor(() => expect(goOn).toHaveBeenCalledExactlyOnceWith('/console/tenants'));
    const others = [null, undefined].map((session) => land('/console/sign-in?returnTo=%2Ftenants', session).goOn);
    await Promise.resolve();
    for (const other of others) expect(other).not.toHaveBeenCalled();
  });

  it.each([
    ['error=tenant&returnTo=%2Ftenants', 'There is no such tenant on this server, or it is disabled.'],
    ['error=failed&tenant=acme.example', 'The sign-in did not come to its end. Try again.'],
    ['error=failed&reference=%220123456789ab0123456789ab%22&tenant=acme.example', 'Reference 0123456789ab0123456789ab'],
    ['error=failed&reference=%22111111111111111111111111%22', 'Reference 111111111111111111111111'],
  ])('says why the server sent one back: %s', (search, why) => {
    land(`/console/sign-in?${search}`);
    expect(screen.getByRole('alert')).toHaveTextContent(why);
    expect(screen.getByLabelText('Tenant')).toHaveValue(search.includes('acme') ? 'acme.example' : '');
  });

  it('says that a session has ended, and drops what its address has no place for', () => {
    land('/console/sign-in?ended=true&error=x&reference=%3Cb%3E');
    expect(document.querySelector('#notices')).toHaveTextContent(/^Your session has ended[^]*where you were.$/);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it("is in the reader's language, and offers the others and the other theme", async () => {
    localStorage.setItem('lightwave.language', 'de');
    document.documentElement.classList.add('lw-waits');
    const { user } = land('/console/sign-in');
    expect(screen.getByRole('heading', { level: 1, name: 'An der Konsole anmelden' })).toBeVisible();
    expect(document.documentElement).toHaveAttribute('lang', 'de');
    expect(document.documentElement).not.toHaveClass('lw-waits');
    expect(document.title).toBe('Anmelden · Lightwave');
    expect(screen.getByRole('button', { name: 'EN, English' })).toHaveAttribute('lang', 'en');
    await user.click(screen.getByRole('button', { name: 'Dunkles Design verwenden' }));
    expect(document.documentElement).toHaveClass('pf-v6-theme-dark');
    expect(screen.getByRole('button', { name: 'Helles Design verwenden' })).toBeVisible();
  });

  it('is accessible', async () => {
    land('/console/sign-in?ended=true&error=failed&reference=111111111111111111111111');
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: true } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it.each([
    [{ returnTo: '/' }, '/console/sign-in'],
    [{ returnTo: '/tenants', ended: true }, '/console/sign-in?returnTo=%2Ftenants&ended=true'],
  ])('has an address for who wants to come back: %j', (search, address) => {
    expect(signInPage(search)).toBe(address);
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
