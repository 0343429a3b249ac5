import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createUser, deleteUser, endUserSessions, inviteUser, type ScimUser, updateUser } from '../api';
import { t } from '../language/language';
import { useAskedToCreate } from '../ui/create';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { pagedRows } from '../ui/paged';
import { ConsentsDialog } from './ConsentsDialog';
import { FactorsDialog } from './FactorsDialog';
import { NewUserDialog, type NewUser } from './NewUserDialog';
import { usersQuery } from './queries';
import { UserList } from './UserList';
import { usersRoute } from './users.route';

type Dialog = { kind: 'create' } | { kind: 'switch' | 'invite' | 'sign-out' | 'factors' | 'consents' | 'delete'; user: ScimUser };

export function UsersPage() {
  const { tenant, session } = usersRoute.useRouteContext();
  const { q = '' } = usersRoute.useSearch();
  const navigate = usersRoute.useNavigate();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  useAskedToCreate(() => setDialog({ kind: 'create' }));
  const users = useInfiniteQuery(usersQuery(tenant.name, q));
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['users', tenant.name] });

  const create = async (user: NewUser) => {
    const made = await createUser({
      path: { tenant: tenant.name },
      body: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...user },
    });
    await refresh();
    close();
    notify(t('User {0} created', made.userName));
  };
  const switchOver = async (user: ScimUser) => {
    await updateUser({
      path: { tenant: tenant.name, id: user.id },
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'active', value: !user.active }],
      },
    });
    await refresh();
    notify(t(user.active ? 'User {0} disabled' : 'User {0} enabled', user.userName));
  };
  const invite = async (user: ScimUser) => {
    await inviteUser({ path: { tenant: tenant.id, user: user.id } });
    notify(t('An invitation to {0} is on its way', user.userName));
  };
  const signOut = async (user: ScimUser) => {
    await endUserSessions({ path: { tenant: tenant.id, user: user.id } });
    notify(t('{0} signed out everywhere', user.userName));
  };
  const remove = async (user: ScimUser) => {
    await deleteUser({ path: { tenant: tenant.name, id: user.id } });
    await refresh();
    notify(t('User {0} deleted', user.userName));
  };

  return (
    <>
      <UserList
        users={pagedRows(users, (page) => page.Resources ?? [])}
        ownId={session.userId}
        search={q}
        onSearch={(value) => void navigate({ search: value ? { q: value } : {}, replace: true })}
        onCreate={() => setDialog({ kind: 'create' })}
        onSwitch={(user) => setDialog({ kind: 'switch', user })}
        onInvite={(user) => setDialog({ kind: 'invite', user })}
        onSignOut={(user) => setDialog({ kind: 'sign-out', user })}
        onFactors={(user) => setDialog({ kind: 'factors', user })}
        onConsents={(user) => setDialog({ kind: 'consents', user })}
        onDelete={(user) => setDialog({ kind: 'delete', user })}
      />
      {dialog?.kind === 'create' && <NewUserDialog tenant={tenant} onCreate={create} onClose={close} />}
      {dialog?.kind === 'switch' && (
        <ConfirmDialog
          title={t(dialog.user.active ? 'Disable {0}?' : 'Enable {0}?', dialog.user.userName)}
          confirmLabel={dialog.user.active ? t('Disable user') : t('Enable user')}
          danger={dialog.user.active}
          proof
          onConfirm={() => switchOver(dialog.user)}
          onClose={close}
        >
          {dialog.user.active ? (
            <>{t('{0} is signed out everywhere at once: sessions and tokens end, certificates are put on hold. You can enable the user again later.', <strong>{dialog.user.userName}</strong>)}</>
          ) : (
            <>{t('{0} may sign in again with the same password. Sessions and tokens from before stay ended.', <strong>{dialog.user.userName}</strong>)}</>
          )}
        </ConfirmDialog>
      )}
      {dialog?.kind === 'invite' && (
        <ConfirmDialog title={t('Invite {0}?', dialog.user.userName)} confirmLabel={t('Send invitation')} danger={false} onConfirm={() => invite(dialog.user)} onClose={close}>{t('A letter with a link to set the first password by goes to {0}.', <strong>{dialog.user.emails?.[0]?.value}</strong>)}</ConfirmDialog>
      )}
      {dialog?.kind === 'sign-out' && (
        <ConfirmDialog title={t('Sign {0} out everywhere?', dialog.user.userName)} confirmLabel={t('End all sessions')} proof onConfirm={() => signOut(dialog.user)} onClose={close}>{t('{0} has to sign in again. What applications got for the time of the session ends, and those that ask for it are told.', <strong>{dialog.user.userName}</strong>)}</ConfirmDialog>
      )}
      {dialog?.kind === 'consents' && <ConsentsDialog tenant={tenant} user={dialog.user} onClose={close} />}
      {dialog?.kind === 'factors' && <FactorsDialog tenant={tenant} user={dialog.user} onClose={close} />}
      {dialog?.kind === 'delete' && (
        <ConfirmDialog title={t('Delete {0}?', dialog.user.userName)} confirmLabel={t('Delete user')} proof onConfirm={() => remove(dialog.user)} onClose={close}>{t('{0} is taken out of the directory for good: sessions and tokens end, certificates are revoked. This cannot be undone.', <strong>{dialog.user.userName}</strong>)}</ConfirmDialog>
      )}
    </>
  );
}
