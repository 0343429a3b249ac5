import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Certificate, Tenant } from '../api';
import { t } from '../language/language';
import { type Column, Listing } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { wholeRows } from '../ui/paged';
import { authoritiesAbove } from './chain';
import { chainQuery, lineageQuery } from './queries';
import { StateLabel } from './StateLabel';

interface LineageProps {
  tenant: Tenant;
  certificate: Certificate;
}

/** For what a certificate was given, what it renewed and what renewed it, the oldest first. */
export function Lineage({ tenant, certificate }: LineageProps) {
  const { data, error, refetch } = useQuery(lineageQuery(tenant.id, certificate.id));
  const columns: readonly Column<Certificate>[] = [
    {
      title: t('Serial number'),
      width: 30,
      cell: ({ id, serial }) =>
        id === certificate.id ? (
          <span className="lw-code lw-strong">{serial}</span>
        ) : (
          <Link to="/tenants/$tenant/certificates/$certificate" params={{ tenant: tenant.id, certificate: id }} className="lw-code">
            {serial}
          </Link>
        ),
    },
    { title: t('Given for'), cell: ({ evidence, renews }) => (evidence ? <span className="lw-code">{evidence}</span> : renews ? t('The certificate before') : t('A token or a session')) },
    { title: t('Profile'), cell: ({ profile }) => profile },
    { title: t('Issued'), cell: ({ createdAt }) => <Moment at={createdAt} /> },
    { title: t('Valid until'), cell: ({ notAfter }) => <Moment at={notAfter} /> },
    { title: t('State'), cell: ({ state }) => <StateLabel state={state} /> },
  ];
  return (
    <Card className="lw-gap-below">
      <CardTitle component="h2">{t('Lineage')}</CardTitle>
      <CardBody>
        <Listing label={t('Lineage')} paged={wholeRows(data, error, refetch)} columns={columns} nameOf={({ serial }) => serial} empty={null} />
      </CardBody>
    </Card>
  );
}

/** By whom a certificate is believed. */
export function Chain({ tenant, certificate }: LineageProps) {
  const { data: chain, error } = useQuery(chainQuery(tenant.id, certificate.id));
  const download = `/api/v1/tenants/${tenant.id}/certificates/${certificate.id}/chain`;
  return (
    <Card>
      <CardTitle component="h2">{t('Chain')}</CardTitle>
      <CardBody>
        {error && <p role="alert">{error.message}</p>}
        <ol className="lw-chain">
          {chain &&
            authoritiesAbove(chain.pem, chain.authorities)
              .toReversed()
              .map((authority, index) => (
                <li key={authority?.fingerprint ?? index}>
                  {authority ? (
                    <>
                      <Link to="/tenants/$tenant/authorities" params={{ tenant: tenant.id }}>
                        {authority.name}
                      </Link>{' '}
                      <span className="lw-quiet">{authority.subject}</span> {t('until {0}', <Moment at={authority.notAfter} />)}
                    </>
                  ) : (
                    t('An authority of others')
                  )}
                </li>
              ))}
          <li>
            <span className="lw-strong">{certificate.spiffeId ?? certificate.subject}</span> {t('until {0}', <Moment at={certificate.notAfter} />)}
          </li>
        </ol>
        <p>
          <a href={`${download}.pem`} download>{t('Chain in PEM')}</a> · <a href={`${download}.p7c`} download>{t('Chain in PKCS #7')}</a>
        </p>
      </CardBody>
    </Card>
  );
}
