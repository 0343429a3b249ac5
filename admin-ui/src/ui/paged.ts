import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { PagedRows } from './Listing';

/** All rows read so far, and the way to more of them. */
export function pagedRows<P, T>(
  query: UseInfiniteQueryResult<InfiniteData<P, unknown>>,
  rowsOf: (page: P) => readonly T[],
): PagedRows<T> {
  return {
    rows: query.data?.pages.flatMap((page) => rowsOf(page)),
    error: query.error,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}

/** The items of a page of the admin API. */
export const itemsOf = <T>(page: { items: readonly T[] }): readonly T[] => page.items;
