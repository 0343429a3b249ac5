import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { itemsOf, pagedRows } from '../ui/paged';
import { AuditTrail } from './AuditTrail';
import { auditQuery } from './queries';
import { auditRoute } from './audit.route';
import { VerifyDialog } from './VerifyDialog';

/** How often a live trail is read, in milliseconds. */
const EVERY = 3_000;

export function AuditPage() {
  const { tenant } = auditRoute.useRouteContext();
  const filter = auditRoute.useSearch();
  const navigate = auditRoute.useNavigate();
  const [live, setLive] = useState(false);
  const [verifying, setVerifying] = useState(false);
  const trail = useInfiniteQuery({ ...auditQuery(tenant.id, filter), refetchInterval: live && EVERY });
  return (
    <>
      <AuditTrail
        trail={pagedRows(trail, itemsOf)}
        refreshing={trail.isRefetching}
        live={live}
        onLive={setLive}
        onVerify={() => setVerifying(true)}
        filter={filter}
        onFilter={(search) => void navigate({ search, replace: true })}
      />
      {verifying && <VerifyDialog tenant={tenant} onClose={() => setVerifying(false)} />}
    </>
  );
}
