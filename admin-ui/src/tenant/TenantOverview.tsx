import { Button, Card, CardBody, CardTitle, Grid, GridItem, PageSection } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { Activity, Tenant } from '../api';
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
  { count: 'users', label: 'Users', to: '/tenants/$tenant/users' },
  { count: 'clients', label: 'Clients', to: '/tenants/$tenant/clients' },
  { count: 'workloads', label: 'Workloads', to: '/tenants/$tenant/workloads' },
  { count: 'trustedIssuers', label: 'Trusted issuers', to: '/tenants/$tenant/trusted-issuers' },
  { count: 'certificates', label: 'Valid certificates', to: '/tenants/$tenant/certificates' },
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
            <Button variant="secondary" onClick={onRename}>
              Edit display name
            </Button>
            {rights.tenants && (
              <Button variant="secondary" isDanger={tenant.enabled} onClick={onSwitch}>
                {tenant.enabled ? 'Disable tenant' : 'Enable tenant'}
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
              <CardTitle component="h2">Identity</CardTitle>
              <CardBody>
                <Facts
                  facts={[
                    { term: 'Issuer', value: <CopyValue value={tenant.issuer} label="issuer" /> },
                    { term: 'Directory suffix', value: <CopyValue value={suffixOf(tenant.name)} label="directory suffix" /> },
                    { term: 'Trust domain', value: <CopyValue value={trustDomainOf(tenant.name)} label="trust domain" /> },
                    { term: 'Tenant id', value: <CopyValue value={tenant.id} label="tenant id" /> },
                    { term: 'Created', value: <Moment at={tenant.createdAt} /> },
                    { term: 'Last changed', value: <Moment at={tenant.updatedAt} /> },
                  ]}
                />
              </CardBody>
            </Card>
          </GridItem>
          <GridItem xl={7}>
            <Card isFullHeight>
              <CardTitle component="h2">Endpoints</CardTitle>
              <CardBody>
                <Facts facts={endpointsOf(tenant).map(([term, url]) => ({ term, value: <CopyValue value={url} label={`${term} URL`} /> }))} />
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
    ['Discovery', `${issuer}/.well-known/openid-configuration`],
    ['Token', `${issuer}/oauth2/token`],
    ['Introspection', `${issuer}/oauth2/introspect`],
    ['Key set', `${issuer}/oauth2/jwks`],
    ['Trust anchors', `${issuer}/ca/root.pem`],
    ['SPIFFE bundle', `${issuer}/spiffe/bundle`],
    ['SCIM', `${issuer}/scim/v2`],
  ];
}
