import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { resourceServersQuery } from './queries';

export const resourceServersRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/resource-servers',
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(resourceServersQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./resource-servers.page'), 'ResourceServersPage'),
});
