import { Button, Label, PageSection, Title } from '@patternfly/react-core';
import ServerIcon from '@patternfly/react-icons/dist/esm/icons/server-icon';
import type { JoinToken, Node } from '../api';
import { t } from '../language/language';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { distance, Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';

export type NodeChange = 'evict' | 'ban' | 'unban' | 'delete';

const stateOf = ({ enabled, joined }: Node) => (!enabled ? (['danger', t('Banned')] as const) : joined ? (['success', t('Joined')] as const) : (['warning', t('Has to join')] as const));

/** How well a node is known, and at most what runs on it: the claim `assurance` of its tokens. */
function assuranceOf(level: number): string {
  switch (level) {
    case 1:
      return t('1, by a one-time token');
    case 2:
      return t('2, by a signature');
    case 3:
      return t('3, confirmed by the platform');
    case 4:
      return t('4, by hardware');
    default:
      return t('0, unknown');
  }
}

const COLUMNS: readonly Column<Node>[] = [
  { title: t('Name'), width: 30, cell: (node) => <span className="lw-strong">{node.name}</span> },
  { title: t('Cluster'), width: 20, cell: (node) => node.cluster?.node ?? '–' },
  {
    title: t('State'),
    cell: (node) => (
      <Label isCompact variant="outline" status={stateOf(node)[0]}>
        {stateOf(node)[1]}
      </Label>
    ),
  },
  { title: t('Assurance'), cell: ({ assurance }) => (assurance === undefined ? '–' : assuranceOf(assurance)) },
  { title: t('Joined'), cell: (node) => (node.joinedAt ? <Moment at={node.joinedAt} /> : '–') },
];

const TOKEN_COLUMNS: readonly Column<JoinToken>[] = [
  { title: t('Node'), width: 30, cell: (token) => token.node },
  { title: t('From'), width: 20, cell: (token) => token.addressRange ?? t('Anywhere') },
  {
    title: t('Good until'),
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
  const join = <Button onClick={onJoin}>{t('Add node')}</Button>;
  return (
    <>
      <PageHead
        title={t('Nodes')}
        description={t('Machines whose agent gives the processes on them their identities. A rule of a workload names a node and what the agent must find of a process.')}
        actions={
          <>
            {clusters && (
              <Button variant="secondary" onClick={onCluster}>{t('Let a cluster join')}</Button>
            )}
            {nodes.rows?.length !== 0 && join}
          </>
        }
      />
      <PageSection>
        <Listing
          label={t('Nodes')}
          paged={nodes}
          columns={COLUMNS}
          nameOf={(node) => node.name}
          actions={(node) => [
            ...(node.joined ? [{ title: t('Evict'), onClick: () => onChange('evict', node) }] : []),
            node.enabled ? { title: t('Ban'), danger: true, onClick: () => onChange('ban', node) } : { title: t('Unban'), onClick: () => onChange('unban', node) },
            { title: t('Delete'), danger: true, onClick: () => onChange('delete', node) },
          ]}
          empty={
            <Nothing title={t('No nodes yet')} icon={ServerIcon} action={join}>{t('A machine becomes a node by a join token that counts once: add it here, and start the agent on it with the command that is shown.')}</Nothing>
          }
        />
      </PageSection>
      {tokens.rows && tokens.rows.length > 0 && (
        <PageSection>
          <Title headingLevel="h2" size="lg" className="lw-gap-below">{t('Join tokens that wait')}</Title>
          <Listing label={t('Join tokens')} paged={tokens} columns={TOKEN_COLUMNS} nameOf={(token) => token.node} actions={(token) => [{ title: t('Take away'), danger: true, onClick: () => onTakeAway(token) }]} empty={null} />
        </PageSection>
      )}
    </>
  );
}
