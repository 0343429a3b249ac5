import { createElement, Fragment, type ReactNode } from 'react';

/** The languages of the console, each by its own name. English is what the source says; the others have a catalogue. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;
export type Catalogue = Readonly<Record<string, string>>;

const KEY = 'lightwave.language';
const CATALOGUES: Record<Exclude<Language, 'en'>, () => Promise<Catalogue>> = { de: async () => (await import('./de')).de };

let current: Language = 'en';
let catalogue: Catalogue = {};

const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(LANGUAGES, value);

/** The reader's choice when there is one, else the first of the browser's languages that there is, else English. */
export function wantedLanguage(browser: readonly string[] = navigator.languages): Language {
  try {
    const chosen = localStorage.getItem(KEY);
    if (isLanguage(chosen)) return chosen;
  } catch {
    // Storage is closed to us: the browser's languages hold.
  }
  return browser.map((tag) => tag.split('-', 1)[0]?.toLowerCase()).find(isLanguage) ?? 'en';
}

/** Loads what is wanted, before any page is: texts are looked up when modules are evaluated, too. */
export async function loadLanguage(language = wantedLanguage()): Promise<void> {
  catalogue = language === 'en' ? {} : await CATALOGUES[language]();
  current = language;
  document.documentElement.lang = language;
}

export const currentLanguage = (): Language => current;

/** The tag by which dates and numbers are written: the browser's own when it is of the language, for its region. */
export const locale = (): string => navigator.languages.find((tag) => tag.split('-', 1)[0] === current) ?? current;

/** A name as it stands within a sentence: German keeps the capitals of its nouns. */
export const within = (name: string): string => (current === 'en' ? name.toLowerCase() : name);

/** Remembers the choice, and begins anew with it. */
export function chooseLanguage(language: Language, reload: () => void = () => globalThis.location.reload()): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    return; // Not remembered, so a reload would change nothing.
  }
  reload();
}

/**
 * A text in the reader's language, by what it is in English; `{0}`, `{1}` … are what follows.
 * Elements among those stand in the text where its translation has them.
 */
export function t(text: string, ...values: readonly (string | number | null | undefined)[]): string;
export function t(text: string, ...values: readonly ReactNode[]): ReactNode;
export function t(text: string, ...values: readonly ReactNode[]): ReactNode {
  const said = catalogue[text] ?? text;
  if (values.length === 0) return said;
  const parts = said.split(/\{(\d)\}/).map((part, index) => (index % 2 === 0 ? part : values[Number(part)]));
  return parts.some((part) => typeof part === 'object' && part !== null) ? createElement(Fragment, null, ...parts) : parts.join('');
}
