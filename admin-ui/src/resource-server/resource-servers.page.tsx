import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createResourceServer, deleteResourceServer, type NewResourceServer, type ResourceServer } from '../api';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { NewResourceServerDialog } from './NewResourceServerDialog';
import { resourceServersQuery } from './queries';
import { ResourceServerList } from './ResourceServerList';
import { resourceServersRoute } from './resource-servers.route';

type Dialog = { kind: 'create' } | { kind: 'delete'; server: ResourceServer };

export function ResourceServersPage() {
  const { tenant } = resourceServersRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const query = resourceServersQuery(tenant.id);
  const servers = useInfiniteQuery(query);
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.queryKey });

  const create = async (body: NewResourceServer) => {
    const server = await createResourceServer({ path: { tenant: tenant.id }, body });
    await refresh();
    close();
    notify(`Resource server ${server.name} created`);
  };
  const remove = async (server: ResourceServer) => {
    await deleteResourceServer({ path: { tenant: tenant.id, resourceServer: server.id } });
    await refresh();
    notify(`Resource server ${server.name} deleted`);
  };

  return (
    <>
      <ResourceServerList
        servers={pagedRows(servers, itemsOf)}
        onCreate={() => setDialog({ kind: 'create' })}
        onDelete={(server) => setDialog({ kind: 'delete', server })}
      />
      {dialog?.kind === 'create' && <NewResourceServerDialog onCreate={create} onClose={close} />}
      {dialog?.kind === 'delete' && (
        <ConfirmDialog title={`Delete ${dialog.server.name}?`} confirmLabel="Delete resource server" onConfirm={() => remove(dialog.server)} onClose={close}>
          No more tokens are issued for <strong>{dialog.server.name}</strong> ({dialog.server.uri}), and its clients can no longer introspect them. This cannot be undone.
        </ConfirmDialog>
      )}
    </>
  );
}
