import { queryOptions } from '@tanstack/react-query';
import { getClient, listClients, pages } from '../api';

export const clientsQuery = (tenant: string) =>
  pages(['clients', tenant], ({ cursor, signal }) => listClients({ path: { tenant }, query: { cursor }, signal }));

export const clientQuery = (tenant: string, client: string) =>
  queryOptions({
    queryKey: ['client', tenant, client],
    queryFn: ({ signal }) => getClient({ path: { tenant, client }, signal }),
  });
