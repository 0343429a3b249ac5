import { useInfiniteQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { createWorkloadRule, deleteWorkloadRule, getWorkload, LATEST, type NewRule, type Rule, updateWorkload } from '../api';
import { t } from '../language/language';
import { trustedIssuersQuery } from '../trusted-issuer/queries';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { EditAudiencesDialog } from './EditAudiencesDialog';
import { NewRuleDialog } from './NewRuleDialog';
import { workloadQuery, workloadsQuery } from './queries';
import { type WorkloadChange, WorkloadChangeDialog } from './WorkloadChangeDialog';
import { claimText } from './rules';
import { WorkloadDetail } from './WorkloadDetail';
import { workloadRoute } from './workload.route';

type Dialog = { kind: WorkloadChange | 'audiences' | 'add-rule' } | { kind: 'remove-rule'; rule: Rule };

export function WorkloadPage() {
  const { tenant } = workloadRoute.useRouteContext();
  const params = workloadRoute.useParams();
  const query = workloadQuery(tenant.id, params.workload);
  const { data: workload } = useSuspenseQuery(query);
  const issuers = useInfiniteQuery(trustedIssuersQuery(tenant.id));
  const queryClient = useQueryClient();
  const navigate = workloadRoute.useNavigate();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const path = { tenant: tenant.id, workload: workload.id };
  const refresh = async () => {
    void queryClient.invalidateQueries({ queryKey: workloadsQuery(tenant.id).queryKey });
    await queryClient.invalidateQueries({ queryKey: query.queryKey });
  };

  const saveAudiences = async (audiences: string[]) => {
    await updateWorkload({ path, body: { audiences } });
    await refresh();
    close();
    notify(t('Audiences of {0} changed', workload.name));
  };
  const addRule = async (body: NewRule) => {
    await createWorkloadRule({ path, body });
    await refresh();
    close();
    notify(t('Rule added to {0}', workload.name));
  };
  const removeRule = async (rule: Rule) => {
    await deleteWorkloadRule({ path: { ...path, rule: rule.id } });
    await refresh();
    notify(t('Rule removed from {0}', workload.name));
  };
  const changed = async () => {
    if (dialog?.kind !== 'delete') return refresh();
    void queryClient.invalidateQueries({ queryKey: workloadsQuery(tenant.id).queryKey });
    await navigate({ to: '/tenants/$tenant/workloads', params: { tenant: tenant.id } });
    queryClient.removeQueries({ queryKey: query.queryKey });
  };

  return (
    <>
      <WorkloadDetail
        tenant={tenant}
        workload={workload}
        onChange={(kind) => setDialog({ kind })}
        onEditAudiences={() => setDialog({ kind: 'audiences' })}
        onAddRule={() => setDialog({ kind: 'add-rule' })}
        onRemoveRule={(rule) => setDialog({ kind: 'remove-rule', rule })}
        unconsented={(pagedRows(issuers, itemsOf).rows ?? []).filter(({ operatorConsent }) => !operatorConsent).map(({ issuer }) => issuer)}
      />
      {dialog?.kind === 'audiences' && <EditAudiencesDialog workload={workload} onSave={saveAudiences} latest={() => getWorkload({ path: { tenant: tenant.id, workload: workload.id }, ...LATEST })} onClose={close} />}
      {dialog?.kind === 'add-rule' && <NewRuleDialog tenant={tenant} workload={workload} issuers={pagedRows(issuers, itemsOf).rows ?? []} onCreate={addRule} onClose={close} />}
      {dialog?.kind === 'remove-rule' && (
        <ConfirmDialog title={t('Remove this rule?')} confirmLabel={t('Remove rule')} onConfirm={() => removeRule(dialog.rule)} onClose={close}>{t('Containers that {0} vouches for with {1} are no longer {2}.', <strong>{dialog.rule.issuer ?? dialog.rule.node}</strong>, <strong>{claimText(dialog.rule)}</strong>, workload.spiffeId)}</ConfirmDialog>
      )}
      {(dialog?.kind === 'switch' || dialog?.kind === 'delete') && (
        <WorkloadChangeDialog tenant={tenant} workload={workload} change={dialog.kind} onDone={changed} onClose={close} />
      )}
    </>
  );
}
