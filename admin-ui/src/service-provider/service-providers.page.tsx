import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createServiceProvider, deleteServiceProvider, getServiceProvider, LATEST, type NewServiceProvider, type ServiceProvider, type ServiceProviderPatch, updateServiceProvider } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { serviceProvidersQuery } from './queries';
import { ServiceProviderDialog } from './ServiceProviderDialog';
import { ServiceProviderList } from './ServiceProviderList';
import { serviceProvidersRoute } from './service-providers.route';

type Dialog = { kind: 'edit'; provider?: ServiceProvider } | { kind: 'delete'; provider: ServiceProvider };

export function ServiceProvidersPage() {
  const { tenant } = serviceProvidersRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const providers = useInfiniteQuery(serviceProvidersQuery(tenant.id));
  const path = { tenant: tenant.id };

  const done = async (said: string) => {
    await queryClient.invalidateQueries({ queryKey: ['service-providers', tenant.id] });
    close();
    notify(said);
  };
  const create = async (body: NewServiceProvider) => {
    await createServiceProvider({ path, body });
    await done(t('Service provider {0} added', body.name));
  };
  const change = async (provider: ServiceProvider, body: ServiceProviderPatch) => {
    await updateServiceProvider({ path: { ...path, serviceProvider: provider.id }, body });
    await done(t('Service provider {0} changed', provider.name));
  };

  const editing = (provider: ServiceProvider) => ({ provider, latest: () => getServiceProvider({ path: { ...path, serviceProvider: provider.id }, ...LATEST }) });

  return (
    <>
      <ServiceProviderList
        rows={pagedRows(providers, itemsOf)}
        metadata={`${tenant.issuer}/saml/metadata`}
        onCreate={() => setDialog({ kind: 'edit' })}
        onEdit={(provider) => setDialog({ kind: 'edit', provider })}
        onDelete={(provider) => setDialog({ kind: 'delete', provider })}
      />
      {dialog?.kind === 'edit' && <ServiceProviderDialog {...(dialog.provider && editing(dialog.provider))} onCreate={create} onChange={change} onClose={close} />}
      {dialog?.kind === 'delete' && (
        <ConfirmDialog
          title={t('Delete {0}?', dialog.provider.name)}
          confirmLabel={t('Delete service provider')}
          proof
          onConfirm={async () => {
            await deleteServiceProvider({ path: { ...path, serviceProvider: dialog.provider.id } });
            await done(t('Service provider {0} deleted', dialog.provider.name));
          }}
          onClose={close}
        >{t('Nobody signs in to {0} any more, and the names by which it knows people are gone: registered again, it gets others. This cannot be undone.', <strong>{dialog.provider.name}</strong>)}</ConfirmDialog>
      )}
    </>
  );
}
