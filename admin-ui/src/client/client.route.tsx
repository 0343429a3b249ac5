import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { clientQuery } from './queries';

export const clientRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/clients/$client',
  loader: ({ context, params }) => context.queryClient.ensureQueryData(clientQuery(context.tenant.id, params.client)),
  component: lazyRouteComponent(() => import('./client.page'), 'ClientPage'),
});
