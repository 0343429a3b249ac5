import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { pagedRows } from '../ui/paged';
import { refusalQuery, refusalsQuery } from './queries';
import { RefusalDetail } from './RefusalDetail';
import { RefusalList } from './RefusalList';
import { refusalsRoute, refusalRoute } from './refusals.route';

export function RefusalsPage() {
  const { tenant } = refusalsRoute.useRouteContext();
  const navigate = refusalsRoute.useNavigate();
  const refusals = useInfiniteQuery(refusalsQuery(tenant.id));
  const rows = pagedRows(refusals, (page) => page.items.map((refusal) => ({ ...refusal, id: refusal.reference })));
  const open = (reference: string) => void navigate({ to: '/tenants/$tenant/refusals/$reference', params: { tenant: tenant.id, reference } });
  return <RefusalList tenant={tenant} refusals={rows} onOpen={open} />;
}

export function RefusalPage() {
  const { tenant } = refusalRoute.useRouteContext();
  const { reference } = refusalRoute.useParams();
  const { data: refusal } = useSuspenseQuery(refusalQuery(tenant.id, reference));
  return <RefusalDetail tenant={tenant} refusal={refusal} />;
}
