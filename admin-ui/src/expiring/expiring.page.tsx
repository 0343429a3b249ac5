import { Alert, Label, PageSection } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { t } from '../language/language';
import { type Column, Listing } from '../ui/Listing';
import { distance, Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { wholeRows } from '../ui/paged';
import { PageHead } from '../ui/PageHead';
import { type Expiring, expiringQuery, HORIZON_DAYS, urgencyOf } from './expiring';
import { expiringRoute } from './expiring.route';

const COLUMNS: readonly Column<Expiring>[] = [
  { title: t('What'), width: 25, cell: ({ kind }) => kind },
  {
    title: t('Name'),
    width: 40,
    cell: ({ name, target }) => (
      <Link {...target} className="lw-strong">
        {name}
      </Link>
    ),
  },
  { title: t('Ends'), cell: ({ at }) => <Moment at={at} /> },
  {
    title: t('Left'),
    cell: ({ at }) => (
      <Label isCompact variant="outline" status={urgencyOf(at)}>
        {distance(at)}
      </Label>
    ),
  },
];

export function ExpiringPage() {
  const { tenant } = expiringRoute.useRouteContext();
  const board = useQuery(expiringQuery(tenant.id));
  return (
    <>
      <PageHead
        title={t('Expiring soon')}
        description={t('What ends within {0} days and is not renewed by itself: authorities, long-lived certificates, SSH, SAML keys, metadata and authorities of others, secrets of clients, and what waits to be used.', HORIZON_DAYS)}
      />
      <PageSection>
        {board.data && board.data.unread.length > 0 && <Alert variant="warning" isInline component="p" title={t('These could not be read: {0}.', board.data.unread.join(', '))} className="lw-gap-below" />}
        <Listing
          label={t('Expiring soon')}
          paged={wholeRows(board.data?.items, board.error, board.refetch)}
          columns={COLUMNS}
          nameOf={({ name }) => name}
          empty={
            <Nothing title={t('Nothing ends soon')} icon={CheckCircleIcon}>{t('Certificates of workloads and nodes are renewed by their agents and do not stand here.')}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}
