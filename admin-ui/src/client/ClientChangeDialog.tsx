import { type Client, deleteClient, type Tenant, updateClient } from '../api';
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
      notify(`Client ${client.clientId} deleted`);
    };
    return (
      <ConfirmDialog title={`Delete ${client.clientId}?`} confirmLabel="Delete client" onConfirm={remove} onClose={onClose}>
        <strong>{client.clientId}</strong> is removed for good. Its tokens end at once and its certificates are revoked. This cannot be undone.
      </ConfirmDialog>
    );
  }
  const switchOver = async () => {
    const changed = await updateClient({ path, body: { enabled: !client.enabled } });
    await onDone();
    notify(`Client ${client.clientId} ${changed.enabled ? 'enabled' : 'disabled'}`);
  };
  return (
    <ConfirmDialog
      title={`${client.enabled ? 'Disable' : 'Enable'} ${client.clientId}?`}
      confirmLabel={client.enabled ? 'Disable client' : 'Enable client'}
      danger={client.enabled}
      onConfirm={switchOver}
      onClose={onClose}
    >
      {client.enabled ? (
        <>
          <strong>{client.clientId}</strong> gets no more tokens, and those it has end at once. You can enable it again later.
        </>
      ) : (
        <>
          <strong>{client.clientId}</strong> may fetch tokens again with the credential it had. Tokens from before stay ended.
        </>
      )}
    </ConfirmDialog>
  );
}
