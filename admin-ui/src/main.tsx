import '@patternfly/react-core/dist/styles/base.css';
import './app/console.css';
import { askForSession } from './api/first';
import { loadLanguage } from './language/language';
import { mayBeSignedIn } from './session/sign-in';

const asked = askForSession();
// Texts are looked up when modules are evaluated, so the language comes before them.
const language = loadLanguage().catch(() => loadLanguage('en'));
const application = () => Promise.all([language, import('react-dom/client')]).then(() => import('./app/start'));
if (mayBeSignedIn()) void application();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const session = await asked;
// By itself, so that it is evaluated in a task of its own.
await import('react-dom/client');
if (session === null) {
  await language;
  const { landing } = await import('./session/landing');
  landing(root);
} else {
  const { start } = await application();
  start(root, session);
}
