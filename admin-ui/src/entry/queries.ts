import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { describeEntries, getEntry, listEntries, pages } from '../api';

/** What stands directly below an entry. */
export const childrenQuery = (tenant: string, parent: string) =>
  pages(['entries', tenant, parent], ({ cursor, signal }) => listEntries({ path: { tenant }, query: { parent, cursor }, signal }));

/** An entry by its id or its name. */
export const entryQuery = (tenant: string, entry: string) =>
  queryOptions({ queryKey: ['entry', tenant, entry], queryFn: ({ signal }) => getEntry({ path: { tenant, entry }, signal }) });

/** What entries of some classes must and may have; what was known before while other classes are typed. */
export const describedQuery = (tenant: string, objectClass: string[]) =>
  queryOptions({
    queryKey: ['entry-attributes', tenant, ...objectClass],
    queryFn: ({ signal }) => describeEntries({ path: { tenant }, query: { objectClass }, signal }),
    enabled: objectClass.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
