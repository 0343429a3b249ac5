import { deleteWorkload, type Tenant, updateWorkload, type Workload } from '../api';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';

export type WorkloadChange = 'switch' | 'delete';

interface WorkloadChangeDialogProps {
  tenant: Tenant;
  workload: Workload;
  change: WorkloadChange;
  onDone: () => unknown;
  onClose: () => void;
}

/** Asks before a workload is disabled, enabled or deleted. */
export function WorkloadChangeDialog({ tenant, workload, change, onDone, onClose }: WorkloadChangeDialogProps) {
  const notify = useNotify();
  const path = { tenant: tenant.id, workload: workload.id };
  if (change === 'delete') {
    const remove = async () => {
      await deleteWorkload({ path });
      await onDone();
      notify(`Workload ${workload.name} deleted`);
    };
    return (
      <ConfirmDialog title={`Delete ${workload.name}?`} confirmLabel="Delete workload" onConfirm={remove} onClose={onClose}>
        <strong>{workload.spiffeId}</strong> is removed for good: its tokens end at once and its certificates are revoked. This cannot be undone.
      </ConfirmDialog>
    );
  }
  const switchOver = async () => {
    const changed = await updateWorkload({ path, body: { enabled: !workload.enabled } });
    await onDone();
    notify(`Workload ${workload.name} ${changed.enabled ? 'enabled' : 'disabled'}`);
  };
  return (
    <ConfirmDialog
      title={`${workload.enabled ? 'Disable' : 'Enable'} ${workload.name}?`}
      confirmLabel={workload.enabled ? 'Disable workload' : 'Enable workload'}
      danger={workload.enabled}
      onConfirm={switchOver}
      onClose={onClose}
    >
      {workload.enabled ? (
        <>
          Every container running as <strong>{workload.spiffeId}</strong> loses its tokens at once, and its certificates are put on hold. You can enable it again later.
        </>
      ) : (
        <>
          Containers that match a rule of <strong>{workload.spiffeId}</strong> may fetch tokens and certificates again.
        </>
      )}
    </ConfirmDialog>
  );
}
