import { Button, Label, PageSection, Title } from '@patternfly/react-core';
import ServerIcon from '@patternfly/react-icons/dist/esm/icons/server-icon';
import type { JoinToken, Node } from '../api';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { distance, Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';

export type NodeChange = 'evict' | 'ban' | 'unban' | 'delete';

const stateOf = ({ enabled, joined }: Node) => (!enabled ? (['danger', 'Banned'] as const) : joined ? (['success', 'Joined'] as const) : (['warning', 'Has to join'] as const));

const COLUMNS: readonly Column<Node>[] = [
  { title: 'Name', width: 30, cell: (node) => <span className="lw-strong">{node.name}</span> },
  { title: 'Cluster', width: 20, cell: (node) => node.cluster?.node ?? '–' },
  {
    title: 'State',
    cell: (node) => (
      <Label isCompact variant="outline" status={stateOf(node)[0]}>
        {stateOf(node)[1]}
      </Label>
    ),
  },
  { title: 'Joined', cell: (node) => (node.joinedAt ? <Moment at={node.joinedAt} /> : '–') },
];

const TOKEN_COLUMNS: readonly Column<JoinToken>[] = [
  { title: 'Node', width: 30, cell: (token) => token.node },
  { title: 'From', width: 20, cell: (token) => token.addressRange ?? 'Anywhere' },
  {
    title: 'Good until',
    cell: (token) => (
      <>
        <Moment at={token.expiresAt} /> <span className="lw-quiet">{distance(token.expiresAt)}</span>
      </>
    ),
  },
];

interface NodeListProps {
  nodes: PagedRows<Node>;
  tokens: PagedRows<JoinToken>;
  /** Whether a Kubernetes cluster is trusted, whose nodes could join by themselves. */
  clusters: boolean;
  onJoin: () => void;
  onCluster: () => void;
  onChange: (change: NodeChange, node: Node) => void;
  onTakeAway: (token: JoinToken) => void;
}

export function NodeList({ nodes, tokens, clusters, onJoin, onCluster, onChange, onTakeAway }: NodeListProps) {
  const join = <Button onClick={onJoin}>Add node</Button>;
  return (
    <>
      <PageHead
        title="Nodes"
        description="Machines whose agent gives the processes on them their identities. A rule of a workload names a node and what the agent must find of a process."
        actions={
          <>
            {clusters && (
              <Button variant="secondary" onClick={onCluster}>
                Let a cluster join
              </Button>
            )}
            {nodes.rows?.length !== 0 && join}
          </>
        }
      />
      <PageSection>
        <Listing
          label="Nodes"
          paged={nodes}
          columns={COLUMNS}
          nameOf={(node) => node.name}
          actions={(node) => [
            ...(node.joined ? [{ title: 'Evict', onClick: () => onChange('evict', node) }] : []),
            node.enabled ? { title: 'Ban', danger: true, onClick: () => onChange('ban', node) } : { title: 'Unban', onClick: () => onChange('unban', node) },
            { title: 'Delete', danger: true, onClick: () => onChange('delete', node) },
          ]}
          empty={
            <Nothing title="No nodes yet" icon={ServerIcon} action={join}>
              A machine becomes a node by a join token that counts once: add it here, and start the agent on it with the command that is shown.
            </Nothing>
          }
        />
      </PageSection>
      {tokens.rows && tokens.rows.length > 0 && (
        <PageSection>
          <Title headingLevel="h2" size="lg" className="lw-gap-below">
            Join tokens that wait
          </Title>
          <Listing label="Join tokens" paged={tokens} columns={TOKEN_COLUMNS} nameOf={(token) => token.node} actions={(token) => [{ title: 'Take away', danger: true, onClick: () => onTakeAway(token) }]} empty={null} />
        </PageSection>
      )}
    </>
  );
}
