import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Client, createClient, type CreatedClient, deleteClient, type NewClient, updateClient } from '../api';
import { t } from '../language/language';
import { useAskedToCreate } from '../ui/create';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { type ClientChange, ClientChangeDialog } from './ClientChangeDialog';
import { ClientList } from './ClientList';
import { ClientSecretDialog } from './ClientSecretDialog';
import { NewClientDialog } from './NewClientDialog';
import { clientsQuery } from './queries';
import { clientsRoute } from './clients.route';

type Dialog = { kind: 'create' } | { kind: 'secret'; client: CreatedClient; clientSecret: string } | { kind: ClientChange; client: Client };

export function ClientsPage() {
  const { tenant } = clientsRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  useAskedToCreate(() => setDialog({ kind: 'create' }));
  const clients = useInfiniteQuery(clientsQuery(tenant.id));
  const refresh = () => queryClient.invalidateQueries({ queryKey: clientsQuery(tenant.id).queryKey });

  const create = async (body: NewClient) => {
    const client = await createClient({ path: { tenant: tenant.id }, body });
    void refresh();
    if (client.clientSecret) return setDialog({ kind: 'secret', client, clientSecret: client.clientSecret });
    close();
    notify(t('Client {0} created', client.clientId));
  };

  return (
    <>
      <ClientList
        tenant={tenant}
        clients={pagedRows(clients, itemsOf)}
        onCreate={() => setDialog({ kind: 'create' })}
        onChange={(kind, client) => setDialog({ kind, client })}
        bulk={[
          { title: t('Enable'), proof: true, fits: (client) => !client.enabled, run: (client) => updateClient({ path: { tenant: tenant.id, client: client.id }, body: { enabled: true } }) },
          { title: t('Disable'), danger: true, proof: true, fits: (client) => client.enabled, run: (client) => updateClient({ path: { tenant: tenant.id, client: client.id }, body: { enabled: false } }) },
          { title: t('Delete'), danger: true, proof: true, fits: () => true, run: (client) => deleteClient({ path: { tenant: tenant.id, client: client.id } }) },
        ]}
        onBulkDone={() => void refresh()}
      />
      {dialog?.kind === 'create' && <NewClientDialog onCreate={create} onClose={close} />}
      {dialog?.kind === 'secret' && <ClientSecretDialog tenant={tenant} client={dialog.client} secret={dialog.clientSecret} onClose={close} />}
      {(dialog?.kind === 'switch' || dialog?.kind === 'delete') && (
        <ClientChangeDialog tenant={tenant} client={dialog.client} change={dialog.kind} onDone={refresh} onClose={close} />
      )}
    </>
  );
}
