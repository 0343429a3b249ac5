import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { trustedIssuersQuery } from '../trusted-issuer/queries';
import { workloadRefusalsQuery } from './queries';

export const explainRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/explain',
  validateSearch: (search: Record<string, unknown>): { reference?: string } => (typeof search['reference'] === 'string' && search['reference'] ? { reference: search['reference'] } : {}),
  loader: ({ context }) => {
    void context.queryClient.prefetchInfiniteQuery(workloadRefusalsQuery(context.tenant.id));
    void context.queryClient.prefetchInfiniteQuery(trustedIssuersQuery(context.tenant.id));
  },
  component: lazyRouteComponent(() => import('./explain.page'), 'ExplainPage'),
});
