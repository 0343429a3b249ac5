import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { clientsQuery } from './queries';

export const clientsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/clients',
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(clientsQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./clients.page'), 'ClientsPage'),
});
