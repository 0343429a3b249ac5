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
      while (read.hasNextPage && (read.data?.pages.length ?? 0) < MOST_PAGES) {
        // Each page names the next one.
        // oxlint-disable-next-line no-await-in-loop
        read = await read.fetchNextPage();
        if (read.error) throw read.error;
      }
      return { rows: read.data?.pages.flatMap((page) => rowsOf(page)) ?? [], complete: !read.hasNextPage };
    },
  };
}

/** Rows that were all read at once. */
export const wholeRows = <T>(rows: readonly T[] | undefined, error: Error | null = null, retry: () => unknown = () => {}): PagedRows<T> => ({
  rows,
  error,
  hasMore: false,
  loadingMore: false,
  loadMore: () => {},
  retry: () => void retry(),
});

/** The items of a page of the admin API. */
export const itemsOf = <T>(page: { items: readonly T[] }): readonly T[] => page.items;

/** A list is read to the end of so many pages. */
const MOST_PAGES_OF_A_LIST = 50;

interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** All of a list. */
export async function everyItem<T>(read: (query: { limit: number; cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES_OF_A_LIST; page += 1) {
    // Each page names the next one.
    // oxlint-disable-next-line no-await-in-loop
    const { items, nextCursor } = await read({ limit: 200, ...(cursor && { cursor }) });
    all.push(...items);
    cursor = nextCursor;
    if (!cursor) return all;
  }
  throw new Error('too many to be read');
}
