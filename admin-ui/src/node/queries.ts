import { listJoinTokens, listNodes, pages } from '../api';

export const nodesQuery = (tenant: string) => pages(['nodes', tenant], ({ cursor, signal }) => listNodes({ path: { tenant }, query: { cursor }, signal }));

export const joinTokensQuery = (tenant: string) => pages(['join-tokens', tenant], ({ cursor, signal }) => listJoinTokens({ path: { tenant }, query: { cursor }, signal }));
