import { Button, PageSection } from '@patternfly/react-core';
import CubeIcon from '@patternfly/react-icons/dist/esm/icons/cube-icon';
import { Link } from '@tanstack/react-router';
import type { Tenant, Workload } from '../api';
import { CopyValue } from '../ui/Copy';
import { type BulkAction, type Column, Listing, type PagedRows } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';
import type { WorkloadChange } from './WorkloadChangeDialog';

const columnsIn = (tenant: Tenant): readonly Column<Workload>[] => [
  {
    title: 'Name',
    width: 20,
    cell: (workload) => (
      <Link to="/tenants/$tenant/workloads/$workload" params={{ tenant: tenant.id, workload: workload.id }} className="lw-strong">
        {workload.name}
      </Link>
    ),
  },
  { title: 'SPIFFE ID', width: 35, cell: (workload) => <CopyValue value={workload.spiffeId} label={`SPIFFE ID of ${workload.name}`} /> },
  { title: 'Rules', cell: (workload) => (workload.rules.length === 0 ? 'None: nothing matches' : workload.rules.length) },
  { title: 'Audiences', cell: (workload) => <Values values={workload.audiences} /> },
  { title: 'State', cell: (workload) => <EnabledLabel enabled={workload.enabled} /> },
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
  const create = <Button onClick={onCreate}>Create workload</Button>;
  return (
    <>
      <PageHead title="Workloads" description="Identities of services. A container that matches a rule gets its tokens and certificates, with no secret in its image." actions={workloads.rows?.length !== 0 && create} />
      <PageSection>
        <Listing
          label="Workloads"
          paged={workloads}
          columns={columnsIn(tenant)}
          nameOf={(workload) => workload.name}
          bulk={bulk}
          onBulkDone={onBulkDone}
          actions={(workload) => [
            { title: workload.enabled ? 'Disable' : 'Enable', onClick: () => onChange('switch', workload) },
            { title: 'Delete', danger: true, onClick: () => onChange('delete', workload) },
          ]}
          empty={
            <Nothing title="No workloads yet" icon={CubeIcon} action={create}>
              First{' '}
              <Link to="/tenants/$tenant/trusted-issuers" params={{ tenant: tenant.id }}>
                add the platform
              </Link>{' '}
              your containers run on, then create a workload whose rule names what the platform says of them.
            </Nothing>
          }
        />
      </PageSection>
    </>
  );
}
