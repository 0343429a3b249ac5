import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createWorkload, deleteWorkload, type NewWorkload, updateWorkload, type Workload } from '../api';
import { t } from '../language/language';
import { trustedIssuersQuery } from '../trusted-issuer/queries';
import { useAskedToCreate } from '../ui/create';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { NewWorkloadDialog } from './NewWorkloadDialog';
import { workloadQuery, workloadsQuery } from './queries';
import { type WorkloadChange, WorkloadChangeDialog } from './WorkloadChangeDialog';
import { WorkloadList } from './WorkloadList';
import { workloadsRoute } from './workloads.route';

type Dialog = { kind: 'create' } | { kind: WorkloadChange; workload: Workload };

export function WorkloadsPage() {
  const { tenant } = workloadsRoute.useRouteContext();
  const queryClient = useQueryClient();
  const navigate = workloadsRoute.useNavigate();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  useAskedToCreate(() => setDialog({ kind: 'create' }));
  const query = workloadsQuery(tenant.id);
  const workloads = useInfiniteQuery(query);
  const issuers = useInfiniteQuery(trustedIssuersQuery(tenant.id));
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.queryKey });

  const create = async (body: NewWorkload) => {
    const workload = await createWorkload({ path: { tenant: tenant.id }, body });
    queryClient.setQueryData(workloadQuery(tenant.id, workload.id).queryKey, workload);
    void refresh();
    notify(t('Workload {0} created', workload.name));
    await navigate({ to: '/tenants/$tenant/workloads/$workload', params: { tenant: tenant.id, workload: workload.id } });
  };

  return (
    <>
      <WorkloadList
        tenant={tenant}
        workloads={pagedRows(workloads, itemsOf)}
        onCreate={() => setDialog({ kind: 'create' })}
        onChange={(kind, workload) => setDialog({ kind, workload })}
        bulk={[
          { title: t('Enable'), fits: (workload) => !workload.enabled, run: (workload) => updateWorkload({ path: { tenant: tenant.id, workload: workload.id }, body: { enabled: true } }) },
          { title: t('Disable'), danger: true, fits: (workload) => workload.enabled, run: (workload) => updateWorkload({ path: { tenant: tenant.id, workload: workload.id }, body: { enabled: false } }) },
          { title: t('Delete'), danger: true, fits: () => true, run: (workload) => deleteWorkload({ path: { tenant: tenant.id, workload: workload.id } }) },
        ]}
        onBulkDone={() => void refresh()}
      />
      {dialog?.kind === 'create' && <NewWorkloadDialog tenant={tenant} issuers={pagedRows(issuers, itemsOf).rows ?? []} onCreate={create} onClose={close} />}
      {(dialog?.kind === 'switch' || dialog?.kind === 'delete') && (
        <WorkloadChangeDialog tenant={tenant} workload={dialog.workload} change={dialog.kind} onDone={refresh} onClose={close} />
      )}
    </>
  );
}
