import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createJoinToken, createNode, deleteJoinToken, deleteNode, evictNode, type JoinToken, type NewJoinToken, type Node, type TrustedIssuer, updateNode, updateTrustedIssuer } from '../api';
import { t } from '../language/language';
import { trustedIssuersQuery } from '../trusted-issuer/queries';
import { useAskedToCreate } from '../ui/create';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { ClusterJoinDialog } from './ClusterJoinDialog';
import { JoinCommandDialog } from './JoinCommandDialog';
import { NewJoinTokenDialog } from './NewJoinTokenDialog';
import { type NodeChange, NodeList } from './NodeList';
import { nodesRoute } from './nodes.route';
import { joinTokensQuery, nodesQuery } from './queries';

type Dialog = { kind: 'join' | 'cluster' } | { kind: 'joined'; token: JoinToken } | { kind: NodeChange; node: Node } | { kind: 'take-away'; token: JoinToken };

export function NodesPage() {
  const { tenant } = nodesRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  useAskedToCreate(() => setDialog({ kind: 'join' }));
  const nodes = useInfiniteQuery(nodesQuery(tenant.id));
  const tokens = useInfiniteQuery(joinTokensQuery(tenant.id));
  const issuers = pagedRows(useInfiniteQuery(trustedIssuersQuery(tenant.id)), itemsOf).rows ?? [];
  const refresh = async (what: 'nodes' | 'join-tokens' | 'trusted-issuers') => queryClient.invalidateQueries({ queryKey: [what, tenant.id] });

  const join = async (body: NewJoinToken) => {
    const token = await createJoinToken({ path: { tenant: tenant.id }, body });
    void refresh('join-tokens');
    setDialog({ kind: 'joined', token });
  };
  const register = async (name: string) => {
    await createNode({ path: { tenant: tenant.id }, body: { name } });
    await refresh('nodes');
    close();
    notify(t('Node {0} registered', name));
  };
  const letClusterJoin = async (issuer: TrustedIssuer, suffix: string, serviceAccounts: string[]) => {
    await updateTrustedIssuer({ path: { tenant: tenant.id, trustedIssuer: issuer.id }, body: { nodes: serviceAccounts.length > 0 ? { suffix, serviceAccounts } : null } as never });
    await refresh('trusted-issuers');
    close();
    notify(serviceAccounts.length > 0 ? t('Nodes of {0} may join', issuer.name) : t('Nodes of {0} may join no more', issuer.name));
  };
  const change = async (kind: NodeChange, node: Node) => {
    const path = { tenant: tenant.id, node: node.id };
    if (kind === 'evict') await evictNode({ path });
    else if (kind === 'delete') await deleteNode({ path });
    else await updateNode({ path, body: { enabled: kind === 'unban' } });
    await refresh('nodes');
    notify(t('Node {0} {1}', node.name, DONE[kind]));
  };
  const takeAway = async (token: JoinToken) => {
    await deleteJoinToken({ path: { tenant: tenant.id, joinToken: token.id } });
    await refresh('join-tokens');
    notify(t('Join token for {0} taken away', token.node));
  };

  return (
    <>
      <NodeList
        nodes={pagedRows(nodes, itemsOf)}
        tokens={pagedRows(tokens, itemsOf)}
        clusters={issuers.some(({ kind }) => kind === 'kubernetes')}
        onJoin={() => setDialog({ kind: 'join' })}
        onCluster={() => setDialog({ kind: 'cluster' })}
        onChange={(kind, node) => setDialog({ kind, node })}
        onTakeAway={(token) => setDialog({ kind: 'take-away', token })}
      />
      {dialog?.kind === 'join' && <NewJoinTokenDialog onCreate={join} onRegister={register} onClose={close} />}
      {dialog?.kind === 'joined' && <JoinCommandDialog tenant={tenant} token={dialog.token} onClose={close} />}
      {dialog?.kind === 'cluster' && <ClusterJoinDialog tenant={tenant} clusters={issuers.filter(({ kind }) => kind === 'kubernetes')} onSave={letClusterJoin} onClose={close} />}
      {dialog?.kind === 'take-away' && (
        <ConfirmDialog title={t('Take the join token away?')} confirmLabel={t('Take away')} onConfirm={() => takeAway(dialog.token)} onClose={close}>{t('No agent becomes {0} by it any more.', <strong>{dialog.token.node}</strong>)}</ConfirmDialog>
      )}
      {dialog && 'node' in dialog && (
        <ConfirmDialog
          title={QUESTION[dialog.kind](dialog.node.name)}
          confirmLabel={ANSWER[dialog.kind]}
          danger={dialog.kind !== 'unban'}
          typed={dialog.kind === 'delete' ? dialog.node.name : undefined}
          onConfirm={() => change(dialog.kind, dialog.node)}
          onClose={close}
        >
          {WHAT[dialog.kind]}
        </ConfirmDialog>
      )}
    </>
  );
}

const QUESTION: Record<NodeChange, (name: string) => string> = {
  evict: (name) => t('Evict {0}?', name),
  ban: (name) => t('Ban {0}?', name),
  unban: (name) => t('Unban {0}?', name),
  delete: (name) => t('Delete {0}?', name),
};
const ANSWER: Record<NodeChange, string> = { evict: t('Evict node'), ban: t('Ban node'), unban: t('Unban node'), delete: t('Delete node') };
const DONE: Record<NodeChange, string> = { evict: t('evicted'), ban: t('banned'), unban: t('unbanned'), delete: t('deleted') };
const WHAT: Record<NodeChange, string> = {
  evict: t('Its key is forgotten and its certificates end. A node of a cluster joins again by itself; any other needs a new join token.'),
  ban: t('What it and its workloads have ends within seconds, and no token lets it in until the ban is lifted.'),
  unban: t('It may join again, and its certificates are no longer on hold.'),
  delete: t('It is removed for good: its certificates are revoked, and its name is free for another machine. This cannot be undone.'),
};
