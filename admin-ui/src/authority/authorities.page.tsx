import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { acknowledgeAuthorityRotation, activateAuthorityRotation, type Authority, type AuthorityRotation, compromiseAuthority, type NewAuthorityRotation, rotateAuthorities } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify, wordsOf } from '../ui/notify';
import { AuthorityList } from './AuthorityList';
import { authoritiesRoute } from './authorities.route';
import { authoritiesQuery, rotationsQuery } from './queries';
import { RotateDialog } from './RotateDialog';

type Dialog = { kind: 'rotate' } | { kind: 'compromise'; authority: Authority } | { kind: 'activate'; rotation: AuthorityRotation };

export function AuthoritiesPage() {
  const { tenant } = authoritiesRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const authorities = useQuery(authoritiesQuery(tenant.id));
  const rotations = useQuery(rotationsQuery(tenant.id));
  const refresh = () =>
    Promise.all([queryClient.invalidateQueries({ queryKey: ['authorities', tenant.id] }), queryClient.invalidateQueries({ queryKey: ['authority-rotations', tenant.id] }), queryClient.invalidateQueries({ queryKey: ['expiring', tenant.id] })]);

  const rotate = async (body: NewAuthorityRotation) => {
    await rotateAuthorities({ path: { tenant: tenant.id }, body });
    await refresh();
    close();
    notify(t('Rotation begun'));
  };
  const acknowledge = async (rotation: AuthorityRotation, consumer: string) => {
    try {
      await acknowledgeAuthorityRotation({ path: { tenant: tenant.id, authorityRotation: rotation.id }, body: { consumer } });
      notify(t('{0} knows the new authorities', consumer));
    } catch (error) {
      notify(wordsOf(error), 'danger');
    }
    await refresh();
  };
  const activate = async (rotation: AuthorityRotation) => {
    await activateAuthorityRotation({ path: { tenant: tenant.id, authorityRotation: rotation.id } });
    await refresh();
    notify(t('The new authorities sign'));
  };
  const compromise = async (authority: Authority) => {
    await compromiseAuthority({ path: { tenant: tenant.id, authority: authority.id } });
    await refresh();
    notify(t('{0} ended', authority.name));
  };

  return (
    <>
      <AuthorityList
        tenant={tenant}
        authorities={{ rows: authorities.data?.items, error: authorities.error, retry: () => void authorities.refetch() }}
        rotations={{ rows: rotations.data?.items ?? [], error: rotations.error, retry: () => void rotations.refetch() }}
        onRotate={() => setDialog({ kind: 'rotate' })}
        onAcknowledge={(rotation, consumer) => void acknowledge(rotation, consumer)}
        onActivate={(rotation) => setDialog({ kind: 'activate', rotation })}
        onCompromise={(authority) => setDialog({ kind: 'compromise', authority })}
      />
      {dialog?.kind === 'rotate' && <RotateDialog onRotate={rotate} onClose={close} />}
      {dialog?.kind === 'activate' && (
        <ConfirmDialog title={t('Let the new authorities sign now?')} confirmLabel={t('Activate')} proof onConfirm={() => activate(dialog.rotation)} onClose={close}>{t('Whoever does not know them yet does not believe what they sign. Waiting costs nothing: they sign by themselves at the planned time.')}</ConfirmDialog>
      )}
      {dialog?.kind === 'compromise' && (
        <ConfirmDialog title={t('End {0}?', dialog.authority.name)} confirmLabel={t('End authority')} typed={dialog.authority.name} proof onConfirm={() => compromise(dialog.authority)} onClose={close}>{t('For a key that others may have: the authority is revoked at once with everything it signed, and a new one takes its place. This cannot be undone.')}</ConfirmDialog>
      )}
    </>
  );
}
