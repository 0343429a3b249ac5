import { type Client, deleteClient, type Tenant, updateClient } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';

export type ClientChange = 'switch' | 'delete';

interface ClientChangeDialogProps {
  tenant: Tenant;
  client: Client;
  change: ClientChange;
  onDone: () => unknown;
  onClose: () => void;
}

/** Asks before a client is disabled, enabled or deleted. */
export function ClientChangeDialog({ tenant, client, change, onDone, onClose }: ClientChangeDialogProps) {
  const notify = useNotify();
  const path = { tenant: tenant.id, client: client.id };
  if (change === 'delete') {
    const remove = async () => {
      await deleteClient({ path });
      await onDone();
      notify(t('Client {0} deleted', client.clientId));
    };
    return (
      <ConfirmDialog title={t('Delete {0}?', client.clientId)} confirmLabel={t('Delete client')} proof onConfirm={remove} onClose={onClose}>{t('{0} is removed for good. Its tokens end at once and its certificates are revoked. This cannot be undone.', <strong>{client.clientId}</strong>)}</ConfirmDialog>
    );
  }
  const switchOver = async () => {
    const changed = await updateClient({ path, body: { enabled: !client.enabled } });
    await onDone();
    notify(t(changed.enabled ? 'Client {0} enabled' : 'Client {0} disabled', client.clientId));
  };
  return (
    <ConfirmDialog
      title={t(client.enabled ? 'Disable {0}?' : 'Enable {0}?', client.clientId)}
      confirmLabel={client.enabled ? t('Disable client') : t('Enable client')}
      danger={client.enabled}
      proof
      onConfirm={switchOver}
      onClose={onClose}
    >
      {client.enabled ? (
        <>{t('{0} gets no more tokens, and those it has end at once. You can enable it again later.', <strong>{client.clientId}</strong>)}</>
      ) : (
        <>{t('{0} may fetch tokens again with the credential it had. Tokens from before stay ended.', <strong>{client.clientId}</strong>)}</>
      )}
    </ConfirmDialog>
  );
}
