import { Button, PageSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy } from 'react';
import type { Tenant } from '../api';
import { t } from '../language/language';
import type { Rights } from '../session/session';
import { CopyValue } from '../ui/Copy';
import { Facts } from '../ui/Facts';
import { LaterCard } from '../ui/LaterCard';
import { Moment } from '../ui/Moment';
import { PageHead } from '../ui/PageHead';
import { SameAs } from '../ui/SameAs';
import { EnabledLabel } from '../ui/StateLabel';
import { Concerns } from './Concerns';
import { countOf, countsQueries } from './counts';
import { LastDay } from './LastDay';
import { suffixOf, trustDomainOf } from './name';

const TILES = [
  { count: 'users', label: t('Users'), to: '/tenants/$tenant/users' },
  { count: 'clients', label: t('Clients'), to: '/tenants/$tenant/clients' },
  { count: 'workloads', label: t('Workloads'), to: '/tenants/$tenant/workloads' },
  { count: 'trustedIssuers', label: t('Trusted issuers'), to: '/tenants/$tenant/trusted-issuers' },
  { count: 'certificates', label: t('Valid certificates'), to: '/tenants/$tenant/certificates' },
] as const;

/** Below everything else. */
const FirstToken = lazy(async () => ({ default: (await import('./FirstToken')).FirstToken }));

interface TenantOverviewProps {
  tenant: Tenant;
  rights: Rights;
  onRename: () => void;
  onSwitch: () => void;
}

export function TenantOverview({ tenant, rights, onRename, onSwitch }: TenantOverviewProps) {
  const counts = countsQueries(tenant);
  return (
    <>
      <PageHead
        title={tenant.name}
        aside={<EnabledLabel enabled={tenant.enabled} />}
        description={tenant.displayName}
        actions={
          <>
            <SameAs
              name={tenant.name}
              object={tenant}
              path={`/api/v1/tenants/${tenant.name}`}
              commands={['lightwave tenant list -o json', `lightwave tenant disable ${tenant.name}`, `lightwave tenant enable ${tenant.name}`]}
            />
            <Button variant="secondary" onClick={onRename}>{t('Edit display name')}</Button>
            {rights.tenants && (
              <Button variant="secondary" isDanger={tenant.enabled} onClick={onSwitch}>
                {tenant.enabled ? t('Disable tenant') : t('Enable tenant')}
              </Button>
            )}
          </>
        }
      />
      <PageSection>
        <div className="lw-overview">
          <ul className="lw-tiles">
            {TILES.map(({ count, label, to }) => (
              <li key={count}>
                <Link to={to} params={{ tenant: tenant.id }} className="lw-tile">
                  <Count query={counts[count]} />{' '}
                  <span className="lw-tile-label">{label}</span>
                </Link>
              </li>
            ))}
          </ul>
          <Concerns tenant={tenant} />
          <LastDay tenant={tenant} />
          <LaterCard title={t('Identity')} isFullHeight>
            {() => (
              <Facts
                facts={[
                  { term: t('Issuer'), value: <CopyValue value={tenant.issuer} label={t('issuer')} /> },
                  { term: t('Directory suffix'), value: <CopyValue value={suffixOf(tenant.name)} label={t('directory suffix')} /> },
                  { term: t('Trust domain'), value: <CopyValue value={trustDomainOf(tenant.name)} label={t('trust domain')} /> },
                  { term: t('Tenant id'), value: <CopyValue value={tenant.id} label={t('tenant id')} /> },
                  { term: t('Created'), value: <Moment at={tenant.createdAt} /> },
                  { term: t('Last changed'), value: <Moment at={tenant.updatedAt} /> },
                ]}
              />
            )}
          </LaterCard>
          <LaterCard title={t('Endpoints')} isFullHeight>
            {() => <Facts facts={endpointsOf(tenant).map(([term, url]) => ({ term, value: <CopyValue value={url} label={t('{0} URL', term)} /> }))} />}
          </LaterCard>
          <LaterCard title={t('Fetch the first token')}>{() => <FirstToken tenant={tenant} />}</LaterCard>
        </div>
      </PageSection>
    </>
  );
}

/** By itself, so that an answer does not draw the whole page again. */
const Count = ({ query }: { query: ReturnType<typeof countsQueries>[keyof ReturnType<typeof countsQueries>] }) => <span className="lw-tile-count">{countOf(useQuery(query))}</span>;

function endpointsOf({ issuer }: Tenant): [string, string][] {
  return [
    [t('Discovery'), `${issuer}/.well-known/openid-configuration`],
    [t('Token'), `${issuer}/oauth2/token`],
    [t('Introspection'), `${issuer}/oauth2/introspect`],
    [t('Key set'), `${issuer}/oauth2/jwks`],
    [t('Trust anchors'), `${issuer}/ca/root.pem`],
    [t('SPIFFE bundle'), `${issuer}/spiffe/bundle`],
    ['SCIM', `${issuer}/scim/v2`],
  ];
}
