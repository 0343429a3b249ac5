import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { trustedIssuersQuery } from './queries';

export const trustedIssuersRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/trusted-issuers',
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(trustedIssuersQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./trusted-issuers.page'), 'TrustedIssuersPage'),
});
