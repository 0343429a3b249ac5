import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getTenant, LATEST, updateTenant } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { activityQuery } from './activity';
import { concernsQuery } from './concerns';
import { countsQueries, countOf } from './counts';
import { RenameTenantDialog } from './RenameTenantDialog';
import { tenantQuery, tenantsQuery } from './queries';
import { TenantOverview } from './TenantOverview';
import { overviewRoute } from './overview.route';

export function OverviewPage() {
  const { tenant: loaded, rights } = overviewRoute.useRouteContext();
  const { tenant: param } = overviewRoute.useParams();
  const { data: tenant = loaded } = useQuery(tenantQuery(param));
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<'rename' | 'switch'>();
  const close = () => setDialog(undefined);
  const queries = countsQueries(tenant);
  const counts = {
    users: countOf(useQuery(queries.users)),
    clients: countOf(useQuery(queries.clients)),
    workloads: countOf(useQuery(queries.workloads)),
    trustedIssuers: countOf(useQuery(queries.trustedIssuers)),
    certificates: countOf(useQuery(queries.certificates)),
  };

  const concerns = useQuery(concernsQuery(queryClient, tenant));
  const activity = useQuery(activityQuery(tenant.id));

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
        counts={counts}
        concerns={{ data: concerns.data, error: concerns.error, retry: () => void concerns.refetch() }}
        activity={activity.error ? null : activity.data}
        onRename={() => setDialog('rename')}
        onSwitch={() => setDialog('switch')}
      />
      {dialog === 'rename' && <RenameTenantDialog tenant={tenant} onRename={rename} latest={() => getTenant({ path: { tenant: tenant.id }, ...LATEST })} onClose={close} />}
      {dialog === 'switch' && (
        <ConfirmDialog
          title={t(tenant.enabled ? 'Disable {0}?' : 'Enable {0}?', tenant.name)}
          confirmLabel={tenant.enabled ? t('Disable tenant') : t('Enable tenant')}
          danger={tenant.enabled}
          proof
          onConfirm={switchOver}
          onClose={close}
        >
          {tenant.enabled ? (
            <>{t('Every user, client and workload of {0} is signed out at once: sessions and tokens end, and its certificates are put on hold.', <strong>{tenant.name}</strong>)}</>
          ) : (
            <>{t('The users, clients and workloads of {0} may sign in and fetch tokens again. Tokens from before stay ended.', <strong>{tenant.name}</strong>)}</>
          )}
        </ConfirmDialog>
      )}
    </>
  );
}
