import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { trustedIssuersQuery } from '../trusted-issuer/queries';
import { workloadsQuery } from './queries';

export const workloadsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/workloads',
  loader: ({ context }) => {
    void context.queryClient.prefetchInfiniteQuery(workloadsQuery(context.tenant.id));
    void context.queryClient.prefetchInfiniteQuery(trustedIssuersQuery(context.tenant.id));
  },
  component: lazyRouteComponent(() => import('./workloads.page'), 'WorkloadsPage'),
});
