import { queryOptions } from '@tanstack/react-query';
import { type AccessRule, listAccessRules, type Tenant } from '../api';
import { readUnits } from './units';

export const unitsQuery = (tenant: Tenant) => queryOptions({ queryKey: ['entries', tenant.id, 'units'], queryFn: ({ signal }) => readUnits(tenant, signal) });

/** All access rules, among which those about a unit are. */
export const everyRuleQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['access-rules', tenant, 'all'],
    queryFn: async ({ signal }) => {
      const rules: AccessRule[] = [];
      let cursor: string | undefined;
      do {
        // Each page names the next one.
        // oxlint-disable-next-line no-await-in-loop
        const page = await listAccessRules({ path: { tenant }, query: { cursor, limit: 200 }, signal });
        rules.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor);
      return rules;
    },
  });
