import { PageSection } from '@patternfly/react-core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type AccessRule, createAccessRule, deleteAccessRule, getAccessRule, getEffectiveRights, LATEST, type NewAccessRule, updateAccessRule } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { AccessRuleDialog } from './AccessRuleDialog';
import { AccessRuleList } from './AccessRuleList';
import { EffectiveRights } from './EffectiveRights';
import { accessRulesQuery } from './queries';
import { accessRulesRoute } from './access-rules.route';

type Dialog = { kind: 'create' } | { kind: 'edit' | 'delete'; rule: AccessRule };

export function AccessRulesPage() {
  const { tenant } = accessRulesRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const query = accessRulesQuery(tenant.id);
  const rules = useInfiniteQuery(query);
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.queryKey });

  const create = async (body: NewAccessRule) => {
    const rule = await createAccessRule({ path: { tenant: tenant.id }, body });
    await refresh();
    close();
    notify(t('Access rule {0} created', rule.name));
  };
  const edit = async (before: AccessRule, body: NewAccessRule) => {
    // A merge patch leaves what it does not name: parts of the target that are gone have to be named.
    const target = { base: null, filter: null, attributes: null, ...body.target } as NewAccessRule['target'];
    await updateAccessRule({ path: { tenant: tenant.id, rule: before.id }, body: { ...body, target } });
    await refresh();
    close();
    notify(t('Access rule {0} changed', body.name));
  };
  const remove = async (rule: AccessRule) => {
    await deleteAccessRule({ path: { tenant: tenant.id, rule: rule.id } });
    await refresh();
    notify(t('Access rule {0} deleted', rule.name));
  };

  return (
    <>
      <AccessRuleList
        rules={pagedRows(rules, itemsOf)}
        onCreate={() => setDialog({ kind: 'create' })}
        onEdit={(rule) => setDialog({ kind: 'edit', rule })}
        onDelete={(rule) => setDialog({ kind: 'delete', rule })}
      />
      <PageSection>
        <EffectiveRights onAsk={(subject, entry) => getEffectiveRights({ path: { tenant: tenant.id }, query: { subject, entry } })} />
      </PageSection>
      {dialog?.kind === 'create' && <AccessRuleDialog onSave={create} onClose={close} />}
      {dialog?.kind === 'edit' && <AccessRuleDialog rule={dialog.rule} onSave={(body) => edit(dialog.rule, body)} latest={() => getAccessRule({ path: { tenant: tenant.id, rule: dialog.rule.id }, ...LATEST })} onClose={close} />}
      {dialog?.kind === 'delete' && (
        <ConfirmDialog title={t('Delete {0}?', dialog.rule.name)} confirmLabel={t('Delete access rule')} proof onConfirm={() => remove(dialog.rule)} onClose={close}>
          {dialog.rule.effect === 'deny' ? (
            <>{t('What {0} denies is had again where another rule allows it. This cannot be undone.', <strong>{dialog.rule.name}</strong>)}</>
          ) : (
            <>{t('What {0} allows is lost at once unless another rule allows it. This cannot be undone.', <strong>{dialog.rule.name}</strong>)}</>
          )}
        </ConfirmDialog>
      )}
    </>
  );
}
