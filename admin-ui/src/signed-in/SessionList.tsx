import { PageSection } from '@patternfly/react-core';
import UsersIcon from '@patternfly/react-icons/dist/esm/icons/users-icon';
import type { Session } from '../api';
import { t } from '../language/language';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';

const COLUMNS: readonly Column<Session>[] = [
  { title: t('Who'), width: 15, cell: (session) => <span className="lw-strong">{session.userName}</span> },
  { title: t('Proved by'), cell: (session) => t('{0} (level {1})', session.amr.join(', '), session.acr) },
  { title: t('From'), cell: (session) => session.address },
  { title: t('Browser'), width: 25, cell: (session) => session.device || '–' },
  { title: t('Since'), cell: (session) => <Moment at={session.createdAt} /> },
  { title: t('Last used'), cell: (session) => <Moment at={session.lastUsedAt} /> },
];

interface SessionListProps {
  sessions: PagedRows<Session>;
  onEnd: (session: Session) => void;
  onEndAll: (session: Session) => void;
}

export function SessionList({ sessions, onEnd, onEndAll }: SessionListProps) {
  return (
    <>
      <PageHead title={t('Sessions')} description={t('Who is signed in now, and where. Ending a session signs the person out of the applications too, and ends the tokens they got.')} />
      <PageSection>
        <Listing
          label={t('Sessions')}
          paged={sessions}
          columns={COLUMNS}
          nameOf={(session) => t('{0} from {1}', session.userName, session.address)}
          actions={(session) => [
            { title: t('End'), danger: true, onClick: () => onEnd(session) },
            { title: t('End all of this person'), danger: true, onClick: () => onEndAll(session) },
          ]}
          empty={
            <Nothing title={t('Nobody is signed in')} icon={UsersIcon}>{t('Sessions appear here when people sign in on the pages of the tenant.')}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}
