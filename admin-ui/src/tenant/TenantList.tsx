import { Button, PageSection } from '@patternfly/react-core';
import CubesIcon from '@patternfly/react-icons/dist/esm/icons/cubes-icon';
import { Link } from '@tanstack/react-router';
import type { Tenant } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { ButtonLink } from '../ui/links';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';

const COLUMNS: readonly Column<Tenant>[] = [
  {
    title: t('Name'),
    width: 25,
    cell: (tenant) => (
      <>
        <Link to="/tenants/$tenant" params={{ tenant: tenant.id }} className="lw-strong">
          {tenant.name}
        </Link>
        {tenant.displayName && <div className="lw-quiet">{tenant.displayName}</div>}
      </>
    ),
  },
  { title: t('Issuer'), width: 40, cell: (tenant) => <CopyValue value={tenant.issuer} label={t('issuer of {0}', tenant.name)} /> },
  { title: t('State'), cell: (tenant) => <EnabledLabel enabled={tenant.enabled} /> },
  { title: t('Created'), cell: (tenant) => <Moment at={tenant.createdAt} /> },
];

interface TenantListProps {
  tenants: PagedRows<Tenant>;
  onCreate: () => void;
}

export function TenantList({ tenants, onCreate }: TenantListProps) {
  const create = (
    <>
      <Button onClick={onCreate}>{t('Create tenant')}</Button>
      <ButtonLink to="/setup" variant="secondary">{t('Set up step by step')}</ButtonLink>
    </>
  );
  return (
    <>
      <PageHead
        title={t('Tenants')}
        description={t('Each tenant is a security domain of its own: a directory, an issuer of tokens, a certificate authority and a trust domain under one name.')}
        actions={tenants.rows?.length !== 0 && create}
      />
      <PageSection>
        <Listing
          label={t('Tenants')}
          paged={tenants}
          columns={COLUMNS}
          nameOf={(tenant) => tenant.name}
          empty={
            <Nothing title={t('No tenants yet')} icon={CubesIcon} action={create}>{t('Create the first one. It is ready to use at once, with its keys, its certificate authority and an administrator.')}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}
