import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { listUsers } from '../api';

const COUNT = 50;

/** The users of a tenant (SCIM knows it by name), by pages of an index; `search` is part of the user name. */
export const usersQuery = (tenant: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ['users', tenant, search],
    queryFn: ({ pageParam, signal }) =>
      listUsers({
        path: { tenant },
        query: { startIndex: pageParam, count: COUNT, ...(search && { filter: `userName co ${JSON.stringify(search)}` }) },
        signal,
      }),
    initialPageParam: 1,
    getNextPageParam: (last, _, start) => {
      const next = start + (last.Resources?.length ?? 0);
      return next > start && next <= last.totalResults ? next : undefined;
    },
    placeholderData: keepPreviousData,
  });
