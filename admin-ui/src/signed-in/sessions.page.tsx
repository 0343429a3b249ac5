import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endSession, endUserSessions, type Session } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { sessionsQuery } from './queries';
import { SessionList } from './SessionList';
import { sessionsRoute } from './sessions.route';

interface Dialog {
  kind: 'one' | 'all';
  session: Session;
}

export function SessionsPage() {
  const { tenant } = sessionsRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const query = sessionsQuery(tenant.id);
  const sessions = useInfiniteQuery(query);
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.queryKey });

  const end = async ({ kind, session }: Dialog) => {
    await (kind === 'one'
      ? endSession({ path: { tenant: tenant.id, session: session.id } })
      : endUserSessions({ path: { tenant: tenant.id, user: session.userId } }));
    await refresh();
    notify(kind === 'one' ? t('A session of {0} ended', session.userName) : t('{0} signed out everywhere', session.userName));
  };

  return (
    <>
      <SessionList
        sessions={pagedRows(sessions, itemsOf)}
        onEnd={(session) => setDialog({ kind: 'one', session })}
        onEndAll={(session) => setDialog({ kind: 'all', session })}
      />
      {dialog && (
        <ConfirmDialog
          title={dialog.kind === 'one' ? t('End this session of {0}?', dialog.session.userName) : t('Sign {0} out everywhere?', dialog.session.userName)}
          confirmLabel={dialog.kind === 'one' ? t('End session') : t('End all sessions')}
          proof={dialog.kind === 'all'}
          onConfirm={() => end(dialog)}
          onClose={() => setDialog(undefined)}
        >{t('{0} has to sign in again. What applications got for the time of the session ends, and those that ask for it are told.', <strong>{dialog.session.userName}</strong>)}</ConfirmDialog>
      )}
    </>
  );
}
