import { Button, PageSection } from '@patternfly/react-core';
import CubeIcon from '@patternfly/react-icons/dist/esm/icons/cube-icon';
import { Link } from '@tanstack/react-router';
import type { Tenant, Workload } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { type BulkAction, type Column, Listing, type PagedRows } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';
import type { WorkloadChange } from './WorkloadChangeDialog';

const columnsIn = (tenant: Tenant): readonly Column<Workload>[] => [
  {
    title: t('Name'),
    width: 20,
    cell: (workload) => (
      <Link to="/tenants/$tenant/workloads/$workload" params={{ tenant: tenant.id, workload: workload.id }} className="lw-strong">
        {workload.name}
      </Link>
    ),
  },
  { title: t('SPIFFE ID'), width: 35, cell: (workload) => <CopyValue value={workload.spiffeId} label={t('SPIFFE ID of {0}', workload.name)} /> },
  { title: t('Rules'), cell: (workload) => (workload.rules.length === 0 ? t('None: nothing matches') : workload.rules.length) },
  { title: t('Audiences'), cell: (workload) => <Values values={workload.audiences} /> },
  { title: t('State'), cell: (workload) => <EnabledLabel enabled={workload.enabled} /> },
];

interface WorkloadListProps {
  tenant: Tenant;
  workloads: PagedRows<Workload>;
  onCreate: () => void;
  onChange: (change: WorkloadChange, workload: Workload) => void;
  bulk: readonly BulkAction<Workload>[];
  onBulkDone: () => void;
}

export function WorkloadList({ tenant, workloads, onCreate, onChange, bulk, onBulkDone }: WorkloadListProps) {
  const create = <Button onClick={onCreate}>{t('Create workload')}</Button>;
  return (
    <>
      <PageHead title={t('Workloads')} description={t('Identities of services. A container that matches a rule gets its tokens and certificates, with no secret in its image.')} actions={workloads.rows?.length !== 0 && create} />
      <PageSection>
        <Listing
          label={t('Workloads')}
          paged={workloads}
          columns={columnsIn(tenant)}
          nameOf={(workload) => workload.name}
          bulk={bulk}
          onBulkDone={onBulkDone}
          actions={(workload) => [
            { title: workload.enabled ? t('Disable') : t('Enable'), onClick: () => onChange('switch', workload) },
            { title: t('Delete'), danger: true, onClick: () => onChange('delete', workload) },
          ]}
          empty={
            <Nothing title={t('No workloads yet')} icon={CubeIcon} action={create}>{t('First {0} your containers run on, then create a workload whose rule names what the platform says of them.', <Link to="/tenants/$tenant/trusted-issuers" params={{ tenant: tenant.id }}>{t('add the platform')}</Link>)}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}
