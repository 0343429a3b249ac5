import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { consoleRoute } from '../app/console.route';
import { tenantsQuery } from './queries';

export const tenantsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/tenants',
  beforeLoad: ({ context }) => {
    if (!context.rights.tenants) throw redirect({ to: '/' });
  },
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(tenantsQuery),
  component: lazyRouteComponent(() => import('./tenants.page'), 'TenantsPage'),
});
