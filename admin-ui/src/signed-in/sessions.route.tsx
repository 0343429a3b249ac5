import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { sessionsQuery } from './queries';

export const sessionsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/sessions',
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(sessionsQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./sessions.page'), 'SessionsPage'),
});
