import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { consoleRoute } from '../app/console.route';

/** The way from an empty server to a first token. */
export const setupRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/setup',
  /** The tenant that was made already, for who comes back from a sign-in. */
  validateSearch: (search: Record<string, unknown>): { tenant?: string } => (typeof search['tenant'] === 'string' ? { tenant: search['tenant'] } : {}),
  beforeLoad: ({ context }) => {
    if (!context.rights.tenants) throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('./setup.page'), 'SetupPage'),
});
