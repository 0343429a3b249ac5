import '@patternfly/react-core/dist/styles/base.css';
import './app/console.css';
import { askForSession } from './api/first';
import { loadLanguage } from './language/language';
import { signInPage } from './session/sign-in';

const asked = askForSession();
// Texts are looked up when modules are evaluated, so the language comes before them. Each part is evaluated in a task of its own.
const application = Promise.all([loadLanguage().catch(() => loadLanguage('en')), import('react-dom/client')]).then(() => import('./app/start'));

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const session = await asked;
if (session === null) {
  const { pathname, search } = globalThis.location;
  globalThis.location.replace(signInPage({ returnTo: pathname.slice('/console'.length) + search }));
} else {
  const { start } = await application;
  start(root, session);
}
