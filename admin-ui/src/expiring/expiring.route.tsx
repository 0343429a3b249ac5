import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { expiringQuery } from './expiring';

export const expiringRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/expiring',
  loader: ({ context }) => void context.queryClient.prefetchQuery(expiringQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./expiring.page'), 'ExpiringPage'),
});
