import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { trustedIssuersQuery } from '../trusted-issuer/queries';
import { workloadQuery } from './queries';

export const workloadRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/workloads/$workload',
  loader: ({ context, params }) => {
    void context.queryClient.prefetchInfiniteQuery(trustedIssuersQuery(context.tenant.id));
    return context.queryClient.ensureQueryData(workloadQuery(context.tenant.id, params.workload));
  },
  component: lazyRouteComponent(() => import('./workload.page'), 'WorkloadPage'),
});
