import { useInfiniteQuery } from '@tanstack/react-query';
import { createRoute } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { itemsOf, pagedRows } from '../ui/paged';
import { AuditTrail } from './AuditTrail';
import { auditQuery, parseAuditFilter } from './queries';

export const auditRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/audit',
  validateSearch: parseAuditFilter,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queryClient.prefetchInfiniteQuery(auditQuery(context.tenant.id, deps)),
  component: AuditPage,
});

function AuditPage() {
  const { tenant } = auditRoute.useRouteContext();
  const filter = auditRoute.useSearch();
  const navigate = auditRoute.useNavigate();
  const trail = useInfiniteQuery(auditQuery(tenant.id, filter));
  return <AuditTrail trail={pagedRows(trail, itemsOf)} refreshing={trail.isRefetching} filter={filter} onFilter={(search) => void navigate({ search, replace: true })} />;
}
