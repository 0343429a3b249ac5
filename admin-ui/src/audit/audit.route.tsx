import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { auditQuery, parseAuditFilter } from './queries';

export const auditRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/audit',
  validateSearch: parseAuditFilter,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queryClient.prefetchInfiniteQuery(auditQuery(context.tenant.id, deps)),
  component: lazyRouteComponent(() => import('./audit.page'), 'AuditPage'),
});
