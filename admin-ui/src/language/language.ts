import { createElement, Fragment, type ReactNode } from 'react';
import { type Catalogue, currentLanguage, type Language, speak, t as said, wantedLanguage } from './texts';

export { type Catalogue, chooseLanguage, currentLanguage, type Language, LANGUAGES, wantedLanguage } from './texts';

const CATALOGUES: Record<Exclude<Language, 'en'>, () => Promise<Catalogue>> = { de: async () => (await import('./de')).de };

/** Loads what is wanted, before any page is: texts are looked up when modules are evaluated, too. */
export async function loadLanguage(language = wantedLanguage()): Promise<void> {
  speak(language, language === 'en' ? {} : await CATALOGUES[language]());
}

/** The tag by which dates and numbers are written: the browser's own when it is of the language, for its region. */
export const locale = (): string => navigator.languages.find((tag) => tag.split('-', 1)[0] === currentLanguage()) ?? currentLanguage();

/** A name as it stands within a sentence: German keeps the capitals of its nouns. */
export const within = (name: string): string => (currentLanguage() === 'en' ? name.toLowerCase() : name);

/**
 * A text in the reader's language, by what it is in English; `{0}`, `{1}` … are what follows.
 * Elements among those stand in the text where its translation has them.
 */
export function t(text: string, ...values: readonly (string | number | null | undefined)[]): string;
export function t(text: string, ...values: readonly ReactNode[]): ReactNode;
export function t(text: string, ...values: readonly ReactNode[]): ReactNode {
  const whole = said(text);
  if (values.length === 0) return whole;
  const parts = whole.split(/\{(\d)\}/).map((part, index) => (index % 2 === 0 ? part : values[Number(part)]));
  return parts.some((part) => typeof part === 'object' && part !== null) ? createElement(Fragment, null, ...parts) : parts.join('');
}
