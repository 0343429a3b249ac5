import { queryOptions } from '@tanstack/react-query';
import { type Activity, getActivity } from '../api';
import { locale } from '../language/language';
import type { Bar } from '../ui/Bars';

const HOUR = 3_600_000;
const HOURS = 24;

/** What was done in the last day; read again every minute. */
export const activityQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['activity', tenant],
    queryFn: ({ signal }) => getActivity({ path: { tenant }, signal }),
    staleTime: 0,
    refetchInterval: 60_000,
  });

/**
 * The counts of one action as bars, one for each of the last 24 hours, the oldest first.
 * Refusals of other actions that come before it count as its own.
 */
export function barsOf({ items }: Activity, action: string, refusals: readonly string[] = [], now: Date = new Date()): Bar[] {
  const last = Math.floor(now.getTime() / HOUR) * HOUR;
  return Array.from({ length: HOURS }, (_, index) => {
    const hour = last - (HOURS - 1 - index) * HOUR;
    const counted = items.filter((item) => Date.parse(item.hour) === hour && (item.action === action || (refusals.includes(item.action) && item.outcome !== 'success')));
    const sum = (good: boolean) => counted.filter(({ outcome }) => (outcome === 'success') === good).reduce((total, { count }) => total + count, 0);
    return { label: new Date(hour).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' }), good: sum(true), bad: sum(false) };
  });
}

export const totalOf = (bars: readonly Bar[]) => ({
  good: bars.reduce((total, { good }) => total + good, 0),
  bad: bars.reduce((total, { bad }) => total + bad, 0),
});
