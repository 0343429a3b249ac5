import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { ProblemError } from '../api/problem';
import type { PagedRows } from './Listing';

/** As many as the API gives in one page. */
export const WHOLE_PAGE = 200;
/** An export ends after so many pages. */
const MOST_PAGES = 400;
/** A list that a page needs whole is read to the end of so many pages. */
const MOST_WHOLE_PAGES = 50;

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

interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** All of a list. */
export async function everyItem<T>(read: (query: { limit: number; cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_WHOLE_PAGES; page += 1) {
    // Each page names the next one.
    // oxlint-disable-next-line no-await-in-loop
    const { items, nextCursor } = await read({ limit: WHOLE_PAGE, ...(cursor && { cursor }) });
    all.push(...items);
    cursor = nextCursor;
    if (!cursor) return all;
  }
  throw new Error('too many to be read');
}

/** What several sources have, and the names of those that could not be read; what one may not read is left out. */
export async function gathered<T>(sources: readonly (readonly [name: string, source: Promise<T[]>])[]): Promise<{ items: T[]; unread: string[] }> {
  const read = await Promise.allSettled(sources.map(([, source]) => source));
  return {
    items: read.flatMap((source) => (source.status === 'fulfilled' ? source.value : [])),
    unread: sources.map(([name]) => name).filter((_, index) => isUnread(read[index])),
  };
}

const isUnread = (source: PromiseSettledResult<unknown> | undefined) => source?.status === 'rejected' && !(source.reason instanceof ProblemError && source.reason.status === 403);
