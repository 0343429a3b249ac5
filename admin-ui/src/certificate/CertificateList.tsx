import { Alert, AlertActionLink, Button, PageSection } from '@patternfly/react-core';
import CertificateIcon from '@patternfly/react-icons/dist/esm/icons/certificate-icon';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import { Link } from '@tanstack/react-router';
import type { Certificate, Tenant } from '../api';
import { t } from '../language/language';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { distance, Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { CertificateFilters } from './CertificateFilters';
import type { News } from './events';
import type { CertificateFilter } from './filter';
import { StateLabel } from './StateLabel';

const columnsIn = (tenant: Tenant): readonly Column<Certificate>[] => [
  {
    title: t('Subject'),
    width: 35,
    cell: (certificate) => (
      <>
        <Link to="/tenants/$tenant/certificates/$certificate" params={{ tenant: tenant.id, certificate: certificate.id }} className="lw-strong">
          {certificate.spiffeId ?? certificate.subject}
        </Link>
        {certificate.spiffeId && certificate.subject && <div className="lw-quiet">{certificate.subject}</div>}
      </>
    ),
  },
  { title: t('Serial number'), width: 20, cell: (certificate) => <span className="lw-code">{certificate.serial}</span> },
  { title: t('Profile'), cell: (certificate) => certificate.profile },
  {
    title: t('Valid until'),
    cell: (certificate) => (
      <>
        <Moment at={certificate.notAfter} />
        <div className="lw-quiet">{distance(certificate.notAfter)}</div>
      </>
    ),
  },
  { title: t('State'), cell: (certificate) => <StateLabel state={certificate.state} /> },
];

interface CertificateListProps {
  tenant: Tenant;
  certificates: PagedRows<Certificate>;
  news: News;
  filter: CertificateFilter;
  onFilter: (filter: CertificateFilter) => void;
}

export function CertificateList({ tenant, certificates, news, filter, onFilter }: CertificateListProps) {
  const isNews = news.fresh > 0 || news.lost;
  const filtered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHead title={t('Certificates')} description={t("Everything the tenant's certificate authority has issued, newest first.")} />
      <PageSection>
        <CertificateFilters filter={filter} onFilter={onFilter} />
        {/* Said once: the number beside it may change each second. */}
        <span role="status" className="pf-v6-screen-reader">
          {isNews && t('There are new certificates. Show them to read the list anew.')}
        </span>
        {isNews && (
          <Alert
            isInline
            title={news.lost || filtered ? t('The list has changed.') : t('New certificates: {0}', news.fresh)}
            actionLinks={<AlertActionLink onClick={news.show}>{t('Show them')}</AlertActionLink>}
          />
        )}
        <Listing
          label={t('Certificates')}
          paged={certificates}
          columns={columnsIn(tenant)}
          nameOf={(certificate) => certificate.serial}
          empty={
            filtered ? (
              <Nothing
                title={t('No certificate matches')}
                icon={SearchIcon}
                action={
                  <Button variant="link" onClick={() => onFilter({})}>{t('Clear all filters')}</Button>
                }
              >{t('Values are compared whole: a SPIFFE ID with its scheme, a serial number or fingerprint with all its digits.')}</Nothing>
            ) : (
              <Nothing title={t('No certificates yet')} icon={CertificateIcon}>{t('Workloads and clients enrol their own: by REST at {0}/ca/certificates, by ACME or EST, or through the node agent.', tenant.issuer)}</Nothing>
            )
          }
        />
      </PageSection>
    </>
  );
}
