import { locale, t } from '../language/language';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** The seconds of an ISO 8601 duration of days and less, as the server writes it. */
function seconds(iso: string): number {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso);
  if (!match) return 0;
  return UNITS.reduce((sum, [, size], index) => sum + Number(match[index + 1] ?? 0) * size, 0);
}

/** "90 days", in the largest unit that needs no fraction; empty for none. */
export function durationInWords(iso: string): string {
  const total = seconds(iso);
  if (total === 0) return '';
  const [unit, size] = UNITS.find(([, each]) => total % each === 0) ?? ['second', 1];
  return said(total / size, unit);
}

const said = (count: number, unit: string, language = locale()): string => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', useGrouping: false }).format(count);

/** The unit that a word stands for, in the reader's language or in English, one or many. */
const unitOf = (word: string | undefined) =>
  UNITS.find(([unit]) => [locale(), 'en'].some((language) => [1, 2].some((count) => said(count, unit, language).toLowerCase() === `${count} ${word}`)));

/** What was typed as an ISO 8601 duration; undefined when it is none. Nothing at all is no time. */
export function typedDuration(text: string): string | undefined {
  const words = text.trim().toLowerCase();
  if (words === '' || words === '0') return 'PT0S';
  const match = /^(\d{1,9})\s*(\p{L}+)$/u.exec(words);
  const unit = unitOf(match?.[2]);
  return match && unit ? `PT${Number(match[1]) * unit[1]}S` : undefined;
}

export const durationError = (text: string): string | undefined =>
  typedDuration(text) === undefined ? t('Enter a number and a unit, such as 90 days or 15 minutes.') : undefined;
