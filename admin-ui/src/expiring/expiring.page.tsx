import { Alert, Label, PageSection } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Column, Listing } from '../ui/Listing';
import { distance, Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { type Expiring, expiringQuery, HORIZON_DAYS, urgencyOf } from './expiring';
import { expiringRoute } from './expiring.route';

const COLUMNS: readonly Column<Expiring>[] = [
  { title: 'What', width: 25, cell: ({ kind }) => kind },
  {
    title: 'Name',
    width: 40,
    cell: ({ name, target }) => (
      <Link {...target} className="lw-strong">
        {name}
      </Link>
    ),
  },
  { title: 'Ends', cell: ({ at }) => <Moment at={at} /> },
  {
    title: 'Left',
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
        title="Expiring soon"
        description={`What ends within ${HORIZON_DAYS} days and is not renewed by itself: authorities, long-lived certificates, SAML keys, metadata of others and secrets of clients.`}
      />
      <PageSection>
        {board.data && board.data.unread.length > 0 && <Alert variant="warning" isInline component="p" title={`These could not be read: ${board.data.unread.join(', ')}.`} className="lw-gap-below" />}
        <Listing
          label="Expiring soon"
          paged={{ rows: board.data?.items, error: board.error, hasMore: false, loadingMore: false, loadMore: () => {}, retry: () => void board.refetch() }}
          columns={COLUMNS}
          nameOf={({ name }) => name}
          empty={
            <Nothing title="Nothing ends soon" icon={CheckCircleIcon}>
              Certificates of workloads and nodes are renewed by their agents and do not stand here.
            </Nothing>
          }
        />
      </PageSection>
    </>
  );
}
