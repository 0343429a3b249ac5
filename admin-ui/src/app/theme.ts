export type Theme = 'light' | 'dark';

const KEY = 'lightwave.theme';
const DARK_CLASS = 'pf-v6-theme-dark';
const system = () => globalThis.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function chosen(): Theme | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'dark' || value === 'light' ? value : null;
  } catch {
    return null; // storage is closed to us: the system's choice holds
  }
}

/** The reader's choice when there is one, else the system's. */
export const currentTheme = (): Theme => chosen() ?? (system().matches ? 'dark' : 'light');

export function chooseTheme(theme: Theme): void {
  try {
    // A choice that equals the system's is no choice: the page follows the system again.
    if (theme === (system().matches ? 'dark' : 'light')) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Not remembered, but shown.
  }
  show(theme);
}

function show(theme: Theme): void {
  document.documentElement.classList.toggle(DARK_CLASS, theme === 'dark');
  for (const listener of listeners) listener();
}

const follow = () => show(currentTheme());

/** Calls when another theme is shown, by choice or since the system's is another; gives what ends that. */
export function subscribe(listener: () => void): () => void {
  const media = system();
  listeners.add(listener);
  media.addEventListener('change', follow);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', follow);
  };
}

/** The theme that is seen. */
export const shown = (): Theme => (document.documentElement.classList.contains(DARK_CLASS) ? 'dark' : 'light');
