import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { accessRulesQuery } from './queries';

export const accessRulesRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/access-rules',
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(accessRulesQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./access-rules.page'), 'AccessRulesPage'),
});
