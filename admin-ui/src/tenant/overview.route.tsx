import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { countsQueries } from './counts';
import { tenantRoute } from './tenant.route';

export const overviewRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/',
  loader: ({ context }) => {
    for (const query of Object.values(countsQueries(context.tenant))) void context.queryClient.prefetchQuery(query);
  },
  component: lazyRouteComponent(() => import('./overview.page'), 'OverviewPage'),
});
