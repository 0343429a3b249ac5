import { useInfiniteQuery } from '@tanstack/react-query';
import { itemsOf, pagedRows } from '../ui/paged';
import { CertificateList } from './CertificateList';
import { useCertificateNews } from './events';
import { certificatesQuery } from './queries';
import { certificatesRoute } from './certificates.route';

export function CertificatesPage() {
  const { tenant } = certificatesRoute.useRouteContext();
  const filter = certificatesRoute.useSearch();
  const navigate = certificatesRoute.useNavigate();
  const certificates = useInfiniteQuery(certificatesQuery(tenant.id, filter));
  return (
    <CertificateList
      tenant={tenant}
      certificates={pagedRows(certificates, itemsOf)}
      news={useCertificateNews(tenant.id)}
      filter={filter}
      onFilter={(search) => void navigate({ search, replace: true })}
    />
  );
}
