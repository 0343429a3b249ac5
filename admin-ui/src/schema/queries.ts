import { queryOptions } from '@tanstack/react-query';
import { getSchema } from '../api';

/** What the entries of a tenant consist of. */
export const schemaQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['schema', tenant],
    queryFn: ({ signal }) => getSchema({ path: { tenant }, signal }),
    staleTime: 60_000,
  });
