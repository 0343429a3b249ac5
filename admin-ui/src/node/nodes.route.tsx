import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { joinTokensQuery, nodesQuery } from './queries';

export const nodesRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/nodes',
  loader: ({ context }) => {
    void context.queryClient.prefetchInfiniteQuery(nodesQuery(context.tenant.id));
    void context.queryClient.prefetchInfiniteQuery(joinTokensQuery(context.tenant.id));
  },
  component: lazyRouteComponent(() => import('./nodes.page'), 'NodesPage'),
});
