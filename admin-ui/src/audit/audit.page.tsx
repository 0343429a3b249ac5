import { useInfiniteQuery } from '@tanstack/react-query';
import { itemsOf, pagedRows } from '../ui/paged';
import { AuditTrail } from './AuditTrail';
import { auditQuery } from './queries';
import { auditRoute } from './audit.route';

export function AuditPage() {
  const { tenant } = auditRoute.useRouteContext();
  const filter = auditRoute.useSearch();
  const navigate = auditRoute.useNavigate();
  const trail = useInfiniteQuery(auditQuery(tenant.id, filter));
  return <AuditTrail trail={pagedRows(trail, itemsOf)} refreshing={trail.isRefetching} filter={filter} onFilter={(search) => void navigate({ search, replace: true })} />;
}
