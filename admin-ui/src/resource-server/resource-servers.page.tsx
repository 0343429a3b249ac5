import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createResourceServer, deleteResourceServer, getResourceServer, LATEST, type NewResourceServer, type ResourceServer, type ResourceServerPatch, updateResourceServer } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { EditResourceServerDialog } from './EditResourceServerDialog';
import { NewResourceServerDialog } from './NewResourceServerDialog';
import { resourceServersQuery } from './queries';
import { ResourceServerList } from './ResourceServerList';
import { resourceServersRoute } from './resource-servers.route';

type Dialog = { kind: 'create' } | { kind: 'change' | 'delete'; server: ResourceServer };

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
    notify(t('Resource server {0} created', server.name));
  };
  const change = async (server: ResourceServer, body: ResourceServerPatch) => {
    await updateResourceServer({ path: { tenant: tenant.id, resourceServer: server.id }, body });
    await refresh();
    close();
    notify(t('{0} changed', server.name));
  };
  const remove = async (server: ResourceServer) => {
    await deleteResourceServer({ path: { tenant: tenant.id, resourceServer: server.id } });
    await refresh();
    notify(t('Resource server {0} deleted', server.name));
  };

  return (
    <>
      <ResourceServerList
        servers={pagedRows(servers, itemsOf)}
        onCreate={() => setDialog({ kind: 'create' })}
        onChange={(server) => setDialog({ kind: 'change', server })}
        onDelete={(server) => setDialog({ kind: 'delete', server })}
      />
      {dialog?.kind === 'create' && <NewResourceServerDialog onCreate={create} onClose={close} />}
      {dialog?.kind === 'change' && (
        <EditResourceServerDialog
          server={dialog.server}
          latest={() => getResourceServer({ path: { tenant: tenant.id, resourceServer: dialog.server.id }, ...LATEST })}
          onSave={(body) => change(dialog.server, body)}
          onClose={close}
        />
      )}
      {dialog?.kind === 'delete' && (
        <ConfirmDialog title={t('Delete {0}?', dialog.server.name)} confirmLabel={t('Delete resource server')} onConfirm={() => remove(dialog.server)} onClose={close}>{t('No more tokens are issued for {0} ({1}), and its clients can no longer introspect them. This cannot be undone.', <strong>{dialog.server.name}</strong>, dialog.server.uri)}</ConfirmDialog>
      )}
    </>
  );
}
