import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { identityProvidersQuery, ldapSourcesQuery } from './queries';

export const identityProvidersRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/identity-providers',
  loader: ({ context }) => {
    void context.queryClient.prefetchInfiniteQuery(identityProvidersQuery(context.tenant.id));
    void context.queryClient.prefetchInfiniteQuery(ldapSourcesQuery(context.tenant.id));
  },
  component: lazyRouteComponent(() => import('./identity-providers.page'), 'IdentityProvidersPage'),
});
