import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { signInSearch } from './sign-in';
import { SignInPage } from './SignInPage';

const BASE = '/console';
const PAGE = '/sign-in';

/** What stands in an address: `true` for what is so, a text without the quotes that keep digits from being a number. */
const saidBy = (query: string): Record<string, unknown> =>
  Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, value === 'true' || value.replace(/^"(.*)"$/, '$1')]));

/** Shows the sign-in page and nothing else: who is not signed in waits for no more of the console than that. */
export function landing(root: Element): void {
  const { pathname, search } = globalThis.location;
  const path = pathname.slice(BASE.length);
  let asked = signInSearch(saidBy(search));
  if (path !== PAGE) {
    asked = signInSearch({ returnTo: path === '/' ? undefined : path + search });
    globalThis.history.replaceState(null, '', `${BASE}${PAGE}${asked.returnTo ? `?${new URLSearchParams({ returnTo: asked.returnTo })}` : ''}`);
  }
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <SignInPage search={asked} />
      </StrictMode>,
    ),
  );
}
