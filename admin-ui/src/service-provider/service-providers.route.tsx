import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { serviceProvidersQuery } from './queries';

export const serviceProvidersRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/service-providers',
  loader: ({ context }) => {
    void context.queryClient.prefetchInfiniteQuery(serviceProvidersQuery(context.tenant.id));
  },
  component: lazyRouteComponent(() => import('./service-providers.page'), 'ServiceProvidersPage'),
});
