import { createBrowserHistory, createMemoryHistory } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { vi } from 'vitest';
import { App } from '../app/App';
import { createConsole } from '../app/router';

/** Opens the whole console at an address, as a browser does; with the browser's own history when that is what a test is about. */
export function openConsole(path: string, { inBrowser = false } = {}) {
  if (inBrowser) globalThis.history.replaceState(null, '', `/console${path}`);
  const leave = vi.fn<(url: string) => void>();
  const { router, queryClient } = createConsole(inBrowser ? createBrowserHistory() : createMemoryHistory({ initialEntries: [`/console${path}`] }), undefined, leave);
  // On a busy machine the router may change while React renders an error; React then renders anew, which is no failure.
  render(<App router={router} queryClient={queryClient} />, { onRecoverableError: () => {} });
  return { router, leave, user: userEvent.setup() };
}
