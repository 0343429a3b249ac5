import { queryOptions } from '@tanstack/react-query';
import { getTenant, listTenants, pages } from '../api';

export const tenantsQuery = pages(['tenants'], ({ cursor, signal }) => listTenants({ query: { cursor }, signal }));

/** A tenant by its id or name. */
export const tenantQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['tenant', tenant],
    queryFn: ({ signal }) => getTenant({ path: { tenant }, signal }),
  });
