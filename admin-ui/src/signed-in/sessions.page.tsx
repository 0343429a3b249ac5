import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endSession, endUserSessions, type Session } from '../api';
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
    notify(kind === 'one' ? `A session of ${session.userName} ended` : `${session.userName} signed out everywhere`);
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
          title={dialog.kind === 'one' ? `End this session of ${dialog.session.userName}?` : `Sign ${dialog.session.userName} out everywhere?`}
          confirmLabel={dialog.kind === 'one' ? 'End session' : 'End all sessions'}
          proof={dialog.kind === 'all'}
          onConfirm={() => end(dialog)}
          onClose={() => setDialog(undefined)}
        >
          <strong>{dialog.session.userName}</strong> has to sign in again. What applications got for the time of the session ends, and those that ask for it are told.
        </ConfirmDialog>
      )}
    </>
  );
}
