import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Appearance } from '../api';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { type Answer, problem, serverAnswers } from '../testing/server';

const PATH = `/api/v1/tenants/${acme.id}/policies/appearance`;

const appearance: Appearance = { language: 'en', light: { accent: '#7a0019' }, dark: {}, banner: { text: { en: 'Authorised use only.' }, consent: true } };

const server = (answers: Record<string, Answer> = {}) =>
  serverAnswers({ 'GET /console/session': [200, operator], [`GET /api/v1/tenants/${acme.id}`]: [200, acme], [`GET ${PATH}`]: [200, appearance], ...answers });

async function edit() {
  const { user } = openConsole(`/tenants/${acme.id}/appearance`);
  await user.click(await screen.findByRole('button', { name: 'Edit appearance' }));
  return { user, dialog: within(await screen.findByRole('dialog', { name: 'Edit appearance' })) };
}

describe('the appearance', () => {
  it('is shown in words', async () => {
    server();
    openConsole(`/tenants/${acme.id}/appearance`);
    expect(await screen.findByText('accent #7a0019')).toBeVisible();
    expect(screen.getByText('Authorised use only.')).toBeVisible();
    expect(screen.getByText('Asked before each sign-in')).toBeVisible();
  });

  it('is saved as it was typed', async () => {
    const sent = server({ [`PATCH ${PATH}`]: [200, { language: 'de', light: {}, dark: {} }] });
    const { user, dialog } = await edit();
    await user.selectOptions(dialog.getByLabelText('Language otherwise'), 'de');
    await user.clear(dialog.getByLabelText('Accent on light pages'));
    await user.clear(dialog.getByLabelText('Banner in English'));
    await user.selectOptions(dialog.getByLabelText('Consent to the banner'), 'false');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('German')).toBeVisible();
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({
      language: 'de',
      light: { accent: null, background: null },
      dark: { accent: null, background: null },
      banner: null,
    });
  });

  it('is refused where it could not be read', async () => {
    server({ [`PATCH ${PATH}`]: problem(400, 'Not acceptable.', [{ field: 'light.accent', detail: 'has a contrast of 2.10 to 1' }]) });
    const { user, dialog } = await edit();
    const accent = dialog.getByLabelText('Accent on light pages');
    await user.clear(accent);
    await user.type(accent, 'yellow');
    await user.clear(dialog.getByLabelText('Banner in English'));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText(/Six hexadecimal digits/)).toBeVisible();
    expect(dialog.getByText('There is nothing to consent to.')).toBeVisible();
    await user.clear(accent);
    await user.type(accent, '#ffee00');
    await user.type(dialog.getByLabelText('Banner in English'), 'Hello.');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('has a contrast of 2.10 to 1');
  });

  it('takes a small PNG as the logo', async () => {
    const sent = server({ [`PATCH ${PATH}`]: [200, { ...appearance, logo: 'iVBORw==' }] });
    const { user } = openConsole(`/tenants/${acme.id}/appearance`);
    await user.click(await screen.findByRole('button', { name: 'Change the logo' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change the logo' }));
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    await user.upload(input!, new File([new Uint8Array(40_000)], 'large.png', { type: 'image/png' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText('It is larger than 32 KiB.')).toBeVisible();
    await user.upload(input!, new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], 'logo.png', { type: 'image/png' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('img', { name: 'The tenant’s logo' })).toHaveAttribute('src', 'data:image/png;base64,iVBORw==');
    expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ logo: 'iVBORw==' });
  });
});
