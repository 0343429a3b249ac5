import { render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseLanguage, currentLanguage, loadLanguage, t, wantedLanguage, within } from './language';
import { LanguageChoice } from './LanguageChoice';

afterEach(() => loadLanguage('en'));

describe('the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr-FR', 'de', 'en'], 'de'],
    [['en-GB', 'de'], 'en'],
    [['fr', 'constructor'], 'en'],
    [[], 'en'],
  ])('of a browser that prefers %j is %s', (browser, language) => {
    expect(wantedLanguage(browser)).toBe(language);
  });

  it('that was chosen holds, whatever the browser prefers', () => {
    const reload = vi.fn<() => void>();
    chooseLanguage('de', reload);
    expect(reload).toHaveBeenCalledOnce();
    expect(wantedLanguage(['en'])).toBe('de');
    localStorage.setItem('lightwave.language', 'tlh');
    expect(wantedLanguage(['en'])).toBe('en');
  });

  it('is that of the document, and the others are offered by their own names', async () => {
    await loadLanguage('de');
    expect(document.documentElement.lang).toBe('de');
    expect(currentLanguage()).toBe('de');
    render(<LanguageChoice />);
    expect(screen.getAllByRole('button').map((button) => [button.getAttribute('aria-label'), button.getAttribute('lang')])).toEqual([['EN, English', 'en']]);
  });
});

describe('a text', () => {
  it('has values at its places', async () => {
    expect(t('{0} of {1}', 2, undefined)).toBe('2 of ');
    await loadLanguage('de');
    expect(t('Disable {0}?', 'billing')).toBe('billing deaktivieren?');
    expect([within('Clients'), t('no such text')]).toEqual(['Clients', 'no such text']);
  });

  it('has elements where its translation has them', async () => {
    await loadLanguage('de');
    render(<p>{t('Then, as user {0}:', <strong>ada</strong>)}</p>);
    expect(screen.getByText('ada').parentElement).toHaveTextContent('Dann, als Benutzer ada:');
  });
});
