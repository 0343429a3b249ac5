import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { updateTenant } from '../api';
import { t } from '../language/language';
import { useNotify } from '../ui/notify';
import { tenantQuery, tenantsQuery } from './queries';
import { TenantOverview } from './TenantOverview';
import { overviewRoute } from './overview.route';

const TenantDialog = lazy(async () => ({ default: (await import('./TenantDialog')).TenantDialog }));

export function OverviewPage() {
  const { tenant: loaded, rights } = overviewRoute.useRouteContext();
  const { tenant: param } = overviewRoute.useParams();
  const { data: tenant = loaded } = useQuery(tenantQuery(param));
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<'rename' | 'switch'>();
  const close = () => setDialog(undefined);

  const change = async (body: { enabled?: boolean; displayName?: string | null }) => {
    const changed = await updateTenant({ path: { tenant: tenant.id }, body });
    queryClient.setQueryData(tenantQuery(param).queryKey, changed);
    void queryClient.invalidateQueries({ queryKey: tenantsQuery.queryKey });
    return changed;
  };
  const rename = async (displayName: string) => {
    await change({ displayName: displayName || null });
    close();
    notify(t('Display name of {0} changed', tenant.name));
  };
  const switchOver = async () => {
    const changed = await change({ enabled: !tenant.enabled });
    notify(t(changed.enabled ? 'Tenant {0} enabled' : 'Tenant {0} disabled', tenant.name));
  };

  return (
    <>
      <TenantOverview
        tenant={tenant}
        rights={rights}
        onRename={() => setDialog('rename')}
        onSwitch={() => setDialog('switch')}
      />
      {dialog && (
        <Suspense>
          <TenantDialog kind={dialog} tenant={tenant} onRename={rename} onSwitch={switchOver} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
