import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { createRoute, redirect } from '@tanstack/react-router';
import { useState } from 'react';
import { createTenant, type FirstAdministrator, type Tenant } from '../api';
import { consoleRoute } from '../app/console.route';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { FirstAdministratorDialog } from './FirstAdministratorDialog';
import { NewTenantDialog } from './NewTenantDialog';
import { tenantQuery, tenantsQuery } from './queries';
import { TenantList } from './TenantList';

export const tenantsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/tenants',
  beforeLoad: ({ context }) => {
    if (!context.rights.tenants) throw redirect({ to: '/' });
  },
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(tenantsQuery),
  component: TenantsPage,
});

type Dialog = { kind: 'create' } | { kind: 'created'; tenant: Tenant; administrator: FirstAdministrator };

function TenantsPage() {
  const queryClient = useQueryClient();
  const navigate = tenantsRoute.useNavigate();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const tenants = useInfiniteQuery(tenantsQuery);

  const open = (tenant: Tenant) => navigate({ to: '/tenants/$tenant', params: { tenant: tenant.id } });
  const create = async (name: string, displayName: string) => {
    const { administrator, ...tenant } = await createTenant({ body: { name, ...(displayName && { displayName }) } });
    queryClient.setQueryData(tenantQuery(tenant.id).queryKey, tenant);
    void queryClient.invalidateQueries({ queryKey: tenantsQuery.queryKey });
    if (administrator) return setDialog({ kind: 'created', tenant, administrator });
    notify(`Tenant ${tenant.name} created`);
    await open(tenant);
  };

  return (
    <>
      <TenantList tenants={pagedRows(tenants, itemsOf)} onCreate={() => setDialog({ kind: 'create' })} />
      {dialog?.kind === 'create' && <NewTenantDialog onCreate={create} onClose={() => setDialog(undefined)} />}
      {dialog?.kind === 'created' && (
        <FirstAdministratorDialog tenant={dialog.tenant} administrator={dialog.administrator} onClose={() => void open(dialog.tenant)} />
      )}
    </>
  );
}
