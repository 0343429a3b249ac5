import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createTenant, type FirstAdministrator, type Tenant } from '../api';
import { t } from '../language/language';
import { useAskedToCreate } from '../ui/create';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { FirstAdministratorDialog } from './FirstAdministratorDialog';
import { NewTenantDialog } from './NewTenantDialog';
import { tenantQuery, tenantsQuery } from './queries';
import { TenantList } from './TenantList';
import { tenantsRoute } from './tenants.route';

type Dialog = { kind: 'create' } | { kind: 'created'; tenant: Tenant; administrator: FirstAdministrator };

export function TenantsPage() {
  const queryClient = useQueryClient();
  const navigate = tenantsRoute.useNavigate();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  useAskedToCreate(() => setDialog({ kind: 'create' }));
  const tenants = useInfiniteQuery(tenantsQuery);

  const open = (tenant: Tenant) => navigate({ to: '/tenants/$tenant', params: { tenant: tenant.id } });
  const create = async (name: string, displayName: string) => {
    const { administrator, ...tenant } = await createTenant({ body: { name, ...(displayName && { displayName }) } });
    queryClient.setQueryData(tenantQuery(tenant.id).queryKey, tenant);
    void queryClient.invalidateQueries({ queryKey: tenantsQuery.queryKey });
    if (administrator) return setDialog({ kind: 'created', tenant, administrator });
    notify(t('Tenant {0} created', tenant.name));
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
