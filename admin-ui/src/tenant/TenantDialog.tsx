import { getTenant, LATEST, type Tenant } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { RenameTenantDialog } from './RenameTenantDialog';

interface TenantDialogProps {
  kind: 'rename' | 'switch';
  tenant: Tenant;
  onRename: (displayName: string) => Promise<unknown>;
  /** Disables the tenant, or enables it. */
  onSwitch: () => Promise<unknown>;
  onClose: () => void;
}

/** What the overview asks before the tenant is changed. */
export function TenantDialog({ kind, tenant, onRename, onSwitch, onClose }: TenantDialogProps) {
  if (kind === 'rename') return <RenameTenantDialog tenant={tenant} onRename={onRename} latest={() => getTenant({ path: { tenant: tenant.id }, ...LATEST })} onClose={onClose} />;
  return (
    <ConfirmDialog
      title={t(tenant.enabled ? 'Disable {0}?' : 'Enable {0}?', tenant.name)}
      confirmLabel={tenant.enabled ? t('Disable tenant') : t('Enable tenant')}
      danger={tenant.enabled}
      proof
      onConfirm={onSwitch}
      onClose={onClose}
    >
      {tenant.enabled ? (
        <>{t('Every user, client and workload of {0} is signed out at once: sessions and tokens end, and its certificates are put on hold.', <strong>{tenant.name}</strong>)}</>
      ) : (
        <>{t('The users, clients and workloads of {0} may sign in and fetch tokens again. Tokens from before stay ended.', <strong>{tenant.name}</strong>)}</>
      )}
    </ConfirmDialog>
  );
}
