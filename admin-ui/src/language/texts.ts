/** The languages of the console, each by its own name. English is what the source says; the others have a catalogue. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;
export type Catalogue = Readonly<Record<string, string>>;

const KEY = 'lightwave.language';

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

/** What is said from now on. */
export function speak(language: Language, words: Catalogue): void {
  catalogue = words;
  current = language;
  document.documentElement.lang = language;
}

export const currentLanguage = (): Language => current;

/** Remembers the choice, and begins anew with it. */
export function chooseLanguage(language: Language, reload: () => void = () => globalThis.location.reload()): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    return; // Not remembered, so a reload would change nothing.
  }
  reload();
}

/** A text in the reader's language, by what it is in English. */
export const t = (text: string): string => catalogue[text] ?? text;
