import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { refusalQuery, refusalsQuery } from './queries';

export const refusalsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/refusals',
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(refusalsQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./refusals.page'), 'RefusalsPage'),
});

export const refusalRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/refusals/$reference',
  loader: ({ context, params }) => context.queryClient.ensureQueryData(refusalQuery(context.tenant.id, params.reference)),
  component: lazyRouteComponent(() => import('./refusals.page'), 'RefusalPage'),
});
