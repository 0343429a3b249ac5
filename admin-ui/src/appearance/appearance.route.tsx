import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { appearanceQuery } from './queries';

export const appearanceRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/appearance',
  loader: ({ context }) => context.queryClient.ensureQueryData(appearanceQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./appearance.page'), 'AppearancePage'),
});
