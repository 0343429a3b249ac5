import { Button, Card, CardBody, CardTitle, Grid, GridItem, PageSection } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { Activity, Tenant } from '../api';
import { t } from '../language/language';
import type { Rights } from '../session/session';
import { CopyValue } from '../ui/Copy';
import { Facts } from '../ui/Facts';
import { Moment } from '../ui/Moment';
import { PageHead } from '../ui/PageHead';
import { SameAs } from '../ui/SameAs';
import { EnabledLabel } from '../ui/StateLabel';
import { Concerns } from './Concerns';
import type { Concern } from './concerns';
import { FirstToken } from './FirstToken';
import { LastDay } from './LastDay';
import { suffixOf, trustDomainOf } from './name';

const TILES = [
  { count: 'users', label: t('Users'), to: '/tenants/$tenant/users' },
  { count: 'clients', label: t('Clients'), to: '/tenants/$tenant/clients' },
  { count: 'workloads', label: t('Workloads'), to: '/tenants/$tenant/workloads' },
  { count: 'trustedIssuers', label: t('Trusted issuers'), to: '/tenants/$tenant/trusted-issuers' },
  { count: 'certificates', label: t('Valid certificates'), to: '/tenants/$tenant/certificates' },
] as const;

export type Counts = Record<(typeof TILES)[number]['count'], string>;

interface TenantOverviewProps {
  tenant: Tenant;
  rights: Rights;
  counts: Counts;
  concerns: { data: readonly Concern[] | undefined; error: Error | null; retry: () => void };
  activity: Activity | null | undefined;
  onRename: () => void;
  onSwitch: () => void;
}

export function TenantOverview({ tenant, rights, counts, concerns, activity, onRename, onSwitch }: TenantOverviewProps) {
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
        <Grid hasGutter>
          <GridItem>
            <ul className="lw-tiles">
              {TILES.map(({ count, label, to }) => (
                <li key={count}>
                  <Link to={to} params={{ tenant: tenant.id }} className="lw-tile">
                    <span className="lw-tile-count">{counts[count]}</span>{' '}
                    <span className="lw-tile-label">{label}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </GridItem>
          <GridItem xl={6}>
            <Concerns concerns={concerns.data} error={concerns.error} retry={concerns.retry} />
          </GridItem>
          <GridItem xl={6}>
            <LastDay tenant={tenant} activity={activity} />
          </GridItem>
          <GridItem xl={5}>
            <Card isFullHeight>
              <CardTitle component="h2">{t('Identity')}</CardTitle>
              <CardBody>
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
              </CardBody>
            </Card>
          </GridItem>
          <GridItem xl={7}>
            <Card isFullHeight>
              <CardTitle component="h2">{t('Endpoints')}</CardTitle>
              <CardBody>
                <Facts facts={endpointsOf(tenant).map(([term, url]) => ({ term, value: <CopyValue value={url} label={t('{0} URL', term)} /> }))} />
              </CardBody>
            </Card>
          </GridItem>
          <GridItem>
            <FirstToken tenant={tenant} />
          </GridItem>
        </Grid>
      </PageSection>
    </>
  );
}

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
