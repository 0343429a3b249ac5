import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { consentToTrustedIssuer, createTrustedIssuer, deleteTrustedIssuer, type NewTrustedIssuer, type TrustedIssuer, updateTrustedIssuer } from '../api';
import { t } from '../language/language';
import { useAskedToCreate } from '../ui/create';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { NewTrustedIssuerDialog } from './NewTrustedIssuerDialog';
import { trustedIssuersQuery } from './queries';
import { TrustedIssuerList } from './TrustedIssuerList';
import { trustedIssuersRoute } from './trusted-issuers.route';

type Dialog = { kind: 'create' } | { kind: 'switch' | 'delete' | 'consent'; issuer: TrustedIssuer };

export function TrustedIssuersPage() {
  const { tenant, rights } = trustedIssuersRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  useAskedToCreate(() => setDialog({ kind: 'create' }));
  const query = trustedIssuersQuery(tenant.id);
  const issuers = useInfiniteQuery(query);
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.queryKey });

  const create = async (body: NewTrustedIssuer) => {
    const issuer = await createTrustedIssuer({ path: { tenant: tenant.id }, body });
    await refresh();
    close();
    notify(t('Trusted issuer {0} registered', issuer.name));
  };
  const switchOver = async (issuer: TrustedIssuer) => {
    await updateTrustedIssuer({ path: { tenant: tenant.id, trustedIssuer: issuer.id }, body: { enabled: !issuer.enabled } });
    await refresh();
    notify(t(issuer.enabled ? 'Trusted issuer {0} disabled' : 'Trusted issuer {0} enabled', issuer.name));
  };
  const consent = async (issuer: TrustedIssuer) => {
    await consentToTrustedIssuer({ path: { tenant: tenant.id, trustedIssuer: issuer.id }, body: { given: !issuer.operatorConsent } });
    await refresh();
    notify(t(issuer.operatorConsent ? 'Consent to {0} withdrawn' : 'Consent to {0} given', issuer.name));
  };
  const remove = async (issuer: TrustedIssuer) => {
    await deleteTrustedIssuer({ path: { tenant: tenant.id, trustedIssuer: issuer.id } });
    await refresh();
    notify(t('Trusted issuer {0} deleted', issuer.name));
  };

  return (
    <>
      <TrustedIssuerList
        issuers={pagedRows(issuers, itemsOf)}
        onCreate={() => setDialog({ kind: 'create' })}
        onSwitch={(issuer) => setDialog({ kind: 'switch', issuer })}
        onDelete={(issuer) => setDialog({ kind: 'delete', issuer })}
        onConsent={rights.tenants ? (issuer) => setDialog({ kind: 'consent', issuer }) : undefined}
      />
      {dialog?.kind === 'create' && <NewTrustedIssuerDialog tenant={tenant} onCreate={create} onClose={close} />}
      {dialog?.kind === 'switch' && (
        <ConfirmDialog
          title={t(dialog.issuer.enabled ? 'Disable {0}?' : 'Enable {0}?', dialog.issuer.name)}
          confirmLabel={dialog.issuer.enabled ? t('Disable issuer') : t('Enable issuer')}
          danger={dialog.issuer.enabled}
          proof
          onConfirm={() => switchOver(dialog.issuer)}
          onClose={close}
        >
          {dialog.issuer.enabled ? t('No workload is recognised any more by a token from ') : t('Workloads are recognised again by their tokens from ')}
          <strong>{dialog.issuer.issuer}</strong>.
        </ConfirmDialog>
      )}
      {dialog?.kind === 'consent' && (
        <ConfirmDialog
          title={t(dialog.issuer.operatorConsent ? 'Withdraw the consent to {0}?' : 'Consent to {0}?', dialog.issuer.name)}
          confirmLabel={dialog.issuer.operatorConsent ? t('Withdraw consent') : t('Consent')}
          danger={dialog.issuer.operatorConsent}
          proof
          onConfirm={() => consent(dialog.issuer)}
          onClose={close}
        >
          {dialog.issuer.operatorConsent
            ? t('Nothing that {0} proves counts any more in {1}, whatever rules the tenant has, and its nodes get nothing more.', <strong>{dialog.issuer.issuer}</strong>, tenant.name)
            : t('What {0} proves counts in {1} where a rule of the tenant says so.', <strong>{dialog.issuer.issuer}</strong>, tenant.name)}
        </ConfirmDialog>
      )}
      {dialog?.kind === 'delete' && (
        <ConfirmDialog title={t('Delete {0}?', dialog.issuer.name)} confirmLabel={t('Delete issuer')} proof onConfirm={() => remove(dialog.issuer)} onClose={close}>{t('Tokens from {0} are no longer evidence here; rules that name it match nothing. This cannot be undone.', <strong>{dialog.issuer.issuer}</strong>)}</ConfirmDialog>
      )}
    </>
  );
}
