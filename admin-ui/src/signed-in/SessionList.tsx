import { PageSection } from '@patternfly/react-core';
import UsersIcon from '@patternfly/react-icons/dist/esm/icons/users-icon';
import type { Session } from '../api';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';

const COLUMNS: readonly Column<Session>[] = [
  { title: 'Who', width: 15, cell: (session) => <span className="lw-strong">{session.userName}</span> },
  { title: 'Proved by', cell: (session) => `${session.amr.join(', ')} (level ${session.acr})` },
  { title: 'From', cell: (session) => session.address },
  { title: 'Browser', width: 25, cell: (session) => session.device || '–' },
  { title: 'Since', cell: (session) => <Moment at={session.createdAt} /> },
  { title: 'Last used', cell: (session) => <Moment at={session.lastUsedAt} /> },
];

interface SessionListProps {
  sessions: PagedRows<Session>;
  onEnd: (session: Session) => void;
  onEndAll: (session: Session) => void;
}

export function SessionList({ sessions, onEnd, onEndAll }: SessionListProps) {
  return (
    <>
      <PageHead title="Sessions" description="Who is signed in now, and where. Ending a session signs the person out of the applications too, and ends the tokens they got." />
      <PageSection>
        <Listing
          label="Sessions"
          paged={sessions}
          columns={COLUMNS}
          nameOf={(session) => `${session.userName} from ${session.address}`}
          actions={(session) => [
            { title: 'End', danger: true, onClick: () => onEnd(session) },
            { title: 'End all of this person', danger: true, onClick: () => onEndAll(session) },
          ]}
          empty={
            <Nothing title="Nobody is signed in" icon={UsersIcon}>
              Sessions appear here when people sign in on the pages of the tenant.
            </Nothing>
          }
        />
      </PageSection>
    </>
  );
}
