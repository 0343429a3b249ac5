import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { unitsQuery } from './queries';

export const unitsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/units',
  validateSearch: ({ unit }: { unit?: unknown }): { unit?: string } => (typeof unit === 'string' && unit ? { unit } : {}),
  loader: ({ context }) => void context.queryClient.prefetchQuery(unitsQuery(context.tenant)),
  component: lazyRouteComponent(() => import('./units.page'), 'UnitsPage'),
});
