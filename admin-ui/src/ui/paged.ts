import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { PagedRows } from './Listing';

/** An export ends after so many pages. */
const MOST_PAGES = 400;

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
    all: async () => {
      let read = query;
      // Each page names the next one.
      // oxlint-disable-next-line no-await-in-loop
      while (read.hasNextPage && (read.data?.pages.length ?? 0) < MOST_PAGES) read = await read.fetchNextPage();
      return read.data?.pages.flatMap((page) => rowsOf(page)) ?? [];
    },
  };
}

/** The items of a page of the admin API. */
export const itemsOf = <T>(page: { items: readonly T[] }): readonly T[] => page.items;
