import { askForSession } from '../api/first';
import { chooseTheme, shown, subscribe } from '../app/theme';
import { signIn as de } from '../language/de-sign-in';
import { chooseLanguage, currentLanguage, type Language, LANGUAGES, speak, t, t as said, wantedLanguage } from '../language/texts';
import { lastTenant, signInAt, type SignInError, signInSearch } from '../session/sign-in';
import { tenantNameError } from '../tenant/name';

const WORDS = { en: {}, de };

/** The one element that a selector means; it stands in sign-in.html. */
function one<E extends HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) throw new Error(`sign-in.html has no ${selector}`);
  return found;
}

function made<K extends keyof HTMLElementTagNameMap>(name: K, properties: Partial<HTMLElementTagNameMap[K]>, ...content: (Node | string)[]) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...content);
  return element;
}

function tool(label: string, onClick: () => void, ...content: (Node | string)[]) {
  const button = made('button', { type: 'button', className: 'tool', title: label, onclick: onClick }, ...content);
  button.setAttribute('aria-label', label);
  return button;
}

/** The languages that the page is not in, each by its own name, and the other theme. */
function tools(): Node[] {
  const languages = Object.entries(LANGUAGES)
    .filter(([language]) => language !== currentLanguage())
    .map(([language, name]) => {
      const button = tool(`${language.toUpperCase()}, ${name}`, () => chooseLanguage(language as Language), language.toUpperCase());
      button.lang = language;
      return button;
    });
  const theme = tool('', () => chooseTheme(shown() === 'dark' ? 'light' : 'dark'), made('span', { className: 'theme' }));
  const name = () => {
    theme.title = shown() === 'dark' ? t('Use the light theme') : t('Use the dark theme');
    theme.setAttribute('aria-label', theme.title);
  };
  name();
  subscribe(name);
  return [...languages, theme];
}

/** Why somebody is here who did not ask for it. */
function notices(ended: boolean, error: SignInError | undefined, reference: string | undefined): Node[] {
  const why = { tenant: t('There is no such tenant on this server, or it is disabled.'), failed: t('The sign-in did not come to its end. Try again.') };
  const [before = '', after = ''] = t('Reference {0}').split('{0}');
  return [
    ...(ended ? [made('p', { className: 'notice' }, t('Your session has ended. Sign in to go on where you were.'))] : []),
    ...(error ? [made('p', { className: 'alert' }, why[error])] : []),
    ...(error && reference ? [made('p', { className: 'alert' }, before, made('code', {}, reference), after)] : []),
  ];
}

/** Makes the page out of sign-in.html: in the reader's language, by what its address says. Whoever is signed in goes on. */
export function open({ asked = askForSession(), go = (url: string) => globalThis.location.assign(url), goOn = (url: string) => globalThis.location.replace(url) } = {}): void {
  const language = wantedLanguage();
  speak(language, WORDS[language]);
  for (const element of document.querySelectorAll('[data-t]')) element.textContent = said(element.textContent ?? '');
  document.title = `${t('Sign in')} · Lightwave`;
  one('#tools').append(...tools());

  const { returnTo = '/', ended = false, error, reference, tenant } = signInSearch(globalThis.location.search);
  const told = one('#notices');
  if (error) told.setAttribute('role', 'alert');
  told.append(...notices(ended, error, reference));
  const field = one<HTMLInputElement>('#tenant');
  const hint = one('#hint');
  const help = hint.textContent ?? '';
  field.value = tenant ?? lastTenant();
  const say = (fault: string | undefined) => {
    field.setAttribute('aria-invalid', String(fault !== undefined));
    hint.textContent = fault ?? help;
  };
  field.addEventListener('input', () => say(undefined));
  one('form').addEventListener('submit', (event) => {
    event.preventDefault();
    const typed = field.value.trim().toLowerCase();
    const fault = tenantNameError(typed);
    say(fault);
    if (fault === undefined) signInAt(typed, returnTo, { go });
    else field.focus();
  });
  document.documentElement.classList.remove('lw-waits');
  void asked.then((session) => session && goOn(`/console${returnTo}`));
}
