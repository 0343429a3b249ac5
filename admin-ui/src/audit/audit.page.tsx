import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { itemsOf, pagedRows } from '../ui/paged';
import { AuditTrail } from './AuditTrail';
import { auditQuery } from './queries';
import { auditRoute } from './audit.route';

/** How often a live trail is read, in milliseconds. */
const EVERY = 3_000;

export function AuditPage() {
  const { tenant } = auditRoute.useRouteContext();
  const filter = auditRoute.useSearch();
  const navigate = auditRoute.useNavigate();
  const [live, setLive] = useState(false);
  const trail = useInfiniteQuery({ ...auditQuery(tenant.id, filter), refetchInterval: live && EVERY });
  return <AuditTrail key={filter.requestId} trail={pagedRows(trail, itemsOf)} refreshing={trail.isRefetching} live={live} onLive={setLive} filter={filter} onFilter={(search) => void navigate({ search, replace: true })} />;
}
