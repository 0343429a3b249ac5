import '@patternfly/react-core/dist/styles/base.css';
import './app/console.css';
import { loadLanguage } from './language/language';

await loadLanguage().catch(() => loadLanguage('en'));
const { start } = await import('./app/start');
start();
