import { locale } from '../language/language';

const ABSOLUTE = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' });
const TO_THE_SECOND = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' });
const UTC = new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' });
const RELATIVE = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
const STEPS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** A moment in the reader's time zone, to the second if asked; by UTC in the tooltip. */
export function Moment({ at, seconds = false }: { at: string; seconds?: boolean }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={UTC.format(date)}>
      {(seconds ? TO_THE_SECOND : ABSOLUTE).format(date)}
    </time>
  );
}

/** How far a moment is from now, in the largest unit that fits. */
export function distance(at: string, now: Date = new Date()): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return RELATIVE.format(Math.trunc(seconds / size), unit);
  }
  return RELATIVE.format(Math.trunc(seconds), 'second');
}
