import { useInfiniteQuery } from '@tanstack/react-query';
import { createRoute } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { itemsOf, pagedRows } from '../ui/paged';
import { CertificateList } from './CertificateList';
import { parseFilter } from './filter';
import { certificatesQuery } from './queries';

export const certificatesRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/certificates',
  validateSearch: parseFilter,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queryClient.prefetchInfiniteQuery(certificatesQuery(context.tenant.id, deps)),
  component: CertificatesPage,
});

function CertificatesPage() {
  const { tenant } = certificatesRoute.useRouteContext();
  const filter = certificatesRoute.useSearch();
  const navigate = certificatesRoute.useNavigate();
  const certificates = useInfiniteQuery(certificatesQuery(tenant.id, filter));
  return (
    <CertificateList
      tenant={tenant}
      certificates={pagedRows(certificates, itemsOf)}
      filter={filter}
      onFilter={(search) => void navigate({ search, replace: true })}
    />
  );
}
