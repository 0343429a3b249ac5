import { queryOptions } from '@tanstack/react-query';
import { type AccessRule, listAccessRules, type Tenant } from '../api';
import { everyItem } from '../ui/paged';
import { readUnits } from './units';

export const unitsQuery = (tenant: Tenant) => queryOptions({ queryKey: ['entries', tenant.id, 'units'], queryFn: ({ signal }) => readUnits(tenant, signal) });

/** All access rules, among which those about a unit are. */
export const everyRuleQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['access-rules', tenant, 'all'],
    queryFn: ({ signal }) => everyItem<AccessRule>((query) => listAccessRules({ path: { tenant }, query, signal })),
  });
