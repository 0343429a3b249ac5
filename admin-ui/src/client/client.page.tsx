import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ClientPatch, getClient, LATEST, updateClient } from '../api';
import { t } from '../language/language';
import { useNotify } from '../ui/notify';
import { type ClientChange, ClientChangeDialog } from './ClientChangeDialog';
import { ClientDetail } from './ClientDetail';
import { EditClientDialog } from './EditClientDialog';
import { clientQuery, clientsQuery } from './queries';
import { clientRoute } from './client.route';

export function ClientPage() {
  const { tenant } = clientRoute.useRouteContext();
  const params = clientRoute.useParams();
  const query = clientQuery(tenant.id, params.client);
  const { data: client } = useSuspenseQuery(query);
  const queryClient = useQueryClient();
  const navigate = clientRoute.useNavigate();
  const notify = useNotify();
  const [dialog, setDialog] = useState<ClientChange | 'edit'>();
  const close = () => setDialog(undefined);

  const edit = async (body: ClientPatch) => {
    queryClient.setQueryData(query.queryKey, await updateClient({ path: { tenant: tenant.id, client: client.id }, body }));
    void queryClient.invalidateQueries({ queryKey: clientsQuery(tenant.id).queryKey });
    close();
    notify(t('Client {0} changed', client.clientId));
  };
  const done = async () => {
    void queryClient.invalidateQueries({ queryKey: clientsQuery(tenant.id).queryKey });
    if (dialog === 'delete') {
      await navigate({ to: '/tenants/$tenant/clients', params: { tenant: tenant.id } });
      queryClient.removeQueries({ queryKey: query.queryKey });
    } else await queryClient.invalidateQueries({ queryKey: query.queryKey });
  };

  return (
    <>
      <ClientDetail tenant={tenant} client={client} onEdit={() => setDialog('edit')} onChange={setDialog} />
      {dialog === 'edit' && <EditClientDialog client={client} onSave={edit} latest={() => getClient({ path: { tenant: tenant.id, client: client.id }, ...LATEST })} onClose={close} />}
      {(dialog === 'switch' || dialog === 'delete') && <ClientChangeDialog tenant={tenant} client={client} change={dialog} onDone={done} onClose={close} />}
    </>
  );
}
