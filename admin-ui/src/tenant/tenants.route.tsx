import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { createRoute, redirect } from '@tanstack/react-router';
import { useState } from 'react';
import { createTenant } from '../api';
import { consoleRoute } from '../app/console.route';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
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

function TenantsPage() {
  const queryClient = useQueryClient();
  const navigate = tenantsRoute.useNavigate();
  const notify = useNotify();
  const [creating, setCreating] = useState(false);
  const tenants = useInfiniteQuery(tenantsQuery);

  const create = async (name: string, displayName: string) => {
    const tenant = await createTenant({ body: { name, ...(displayName && { displayName }) } });
    queryClient.setQueryData(tenantQuery(tenant.id).queryKey, tenant);
    void queryClient.invalidateQueries({ queryKey: tenantsQuery.queryKey });
    notify(`Tenant ${tenant.name} created`);
    await navigate({ to: '/tenants/$tenant', params: { tenant: tenant.id } });
  };

  return (
    <>
      <TenantList tenants={pagedRows(tenants, itemsOf)} onCreate={() => setCreating(true)} />
      {creating && <NewTenantDialog onCreate={create} onClose={() => setCreating(false)} />}
    </>
  );
}
