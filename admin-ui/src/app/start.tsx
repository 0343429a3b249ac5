import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { ConsoleSession } from '../api';
import { App } from './App';
import { createConsole } from './router';

/** @param session who is signed in, when that is known */
export function start(root: Element, session: ConsoleSession | undefined) {
  const { router, queryClient } = createConsole(undefined, session);
  // The page's own code comes beside what its address needs to be looked up, not after that.
  for (const { routeId } of router.matchRoutes(router.latestLocation)) void router.loadRouteChunk(router.routesById[routeId as keyof typeof router.routesById]);
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <App router={router} queryClient={queryClient} />
      </StrictMode>,
    ),
  );
}
