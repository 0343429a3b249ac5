import { queryOptions, type UseQueryResult } from '@tanstack/react-query';
import { listCertificates, listClients, listTrustedIssuers, listUsers, listWorkloads, type Tenant } from '../api';
import { WHOLE_PAGE } from '../ui/paged';

/** How many there are; `more` when there are more than one page tells. */
export interface Count {
  value: number;
  more: boolean;
}

const ofPage = (page: { items: readonly unknown[]; nextCursor?: string }): Count => ({
  value: page.items.length,
  more: page.nextCursor != null,
});

export function countsQueries({ id, name }: Tenant) {
  const of = (what: string, read: (signal: AbortSignal) => Promise<Count>) =>
    queryOptions({ queryKey: ['count', id, what], queryFn: ({ signal }) => read(signal), staleTime: 0 });
  const path = { tenant: id };
  const query = { limit: WHOLE_PAGE };
  return {
    users: of('users', (signal) =>
      listUsers({ path: { tenant: name }, query: { count: 0 }, signal }).then((list) => ({ value: list.totalResults, more: false })),
    ),
    clients: of('clients', (signal) => listClients({ path, query, signal }).then(ofPage)),
    workloads: of('workloads', (signal) => listWorkloads({ path, query, signal }).then(ofPage)),
    trustedIssuers: of('trustedIssuers', (signal) => listTrustedIssuers({ path, query, signal }).then(ofPage)),
    certificates: of('certificates', (signal) => listCertificates({ path, query: { ...query, state: 'valid' }, signal }).then(ofPage)),
  };
}

/** A count to show: "…" while it is not known, "–" when it could not be read. */
export function countOf(query: UseQueryResult<Count>): string {
  if (query.data) return query.data.more ? `${query.data.value}+` : String(query.data.value);
  return query.isError ? '–' : '…';
}
