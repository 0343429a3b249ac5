import { deleteWorkload, type Tenant, updateWorkload, type Workload } from '../api';
import { t } from '../language/language';
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
      notify(t('Workload {0} deleted', workload.name));
    };
    return (
      <ConfirmDialog title={t('Delete {0}?', workload.name)} confirmLabel={t('Delete workload')} onConfirm={remove} onClose={onClose}>{t('{0} is removed for good: its tokens end at once and its certificates are revoked. This cannot be undone.', <strong>{workload.spiffeId}</strong>)}</ConfirmDialog>
    );
  }
  const switchOver = async () => {
    const changed = await updateWorkload({ path, body: { enabled: !workload.enabled } });
    await onDone();
    notify(t(changed.enabled ? 'Workload {0} enabled' : 'Workload {0} disabled', workload.name));
  };
  return (
    <ConfirmDialog
      title={t(workload.enabled ? 'Disable {0}?' : 'Enable {0}?', workload.name)}
      confirmLabel={workload.enabled ? t('Disable workload') : t('Enable workload')}
      danger={workload.enabled}
      onConfirm={switchOver}
      onClose={onClose}
    >
      {workload.enabled ? (
        <>{t('Every container running as {0} loses its tokens at once, and its certificates are put on hold. You can enable it again later.', <strong>{workload.spiffeId}</strong>)}</>
      ) : (
        <>{t('Containers that match a rule of {0} may fetch tokens and certificates again.', <strong>{workload.spiffeId}</strong>)}</>
      )}
    </ConfirmDialog>
  );
}
