import type { DescribedAttribute, DirectoryEntry } from '../api';
import { t } from '../language/language';
import type { Typed } from '../objects/kind';
import { lines } from '../ui/form';

export const CLASSES = 'objectClass';

/** An attribute with its values as they are typed: each on a line of its own. */
const typedOf = (values: readonly string[]): string => values.join('\n');

/** What of an entry can be typed: a value with several lines cannot, and stays as it is. */
export const typed = ({ attributes }: DirectoryEntry): Typed =>
  Object.fromEntries(Object.entries(attributes).flatMap(([name, values]) => (values.some((value) => /[\n\r]/.test(value)) ? [] : [[name, typedOf(values)]])));

/** The values of what was typed. */
export const valuesOf = (text: string | undefined): string[] => lines(text ?? '');

/** What changed between two forms of an entry, as a merge patch has it. */
export function changes(before: Typed, after: Typed): Record<string, string[] | null> {
  const changed: Record<string, string[] | null> = {};
  for (const [name, text] of Object.entries(after)) {
    const values = valuesOf(text);
    if (typedOf(values) !== (before[name] ?? '')) changed[name] = values.length > 0 ? values : null;
  }
  return changed;
}

/** What a value of a syntax looks like; undefined where everybody knows. */
export function hintOf({ syntax, binary }: DescribedAttribute): string | undefined {
  if (binary) return t('Bytes, in base64.');
  switch (syntax) {
    case 'DN':
      return t('A distinguished name.');
    case 'GENERALIZED_TIME':
      return t('A time as 20260131120000Z.');
    case 'POSTAL_ADDRESS':
      return t('Lines with $ between them.');
    case 'INTEGER':
      return t('A whole number.');
    default:
      return undefined;
  }
}

const FORMS: Record<string, RegExp> = {
  INTEGER: /^-?\d+$/,
  GENERALIZED_TIME: /^\d{10,14}([.,]\d+)?(Z|[+-]\d{2,4})$/,
  DN: /^[^=]+=/,
  NUMERIC_STRING: /^[\d ]+$/,
};

/** What is wrong with what was typed, as far as the schema says; undefined when nothing is. */
export function faultOf(attribute: DescribedAttribute, text: string | undefined, inName: boolean): string | undefined {
  const values = valuesOf(text);
  const { name, syntax, binary, required, singleValued } = attribute;
  if (values.length === 0) return required && !inName && name !== CLASSES ? t('Entries of these classes must have it.') : undefined;
  if (singleValued && values.length > 1) return t('It has one value.');
  const form = binary ? /^[A-Za-z0-9+/]+={0,2}$/ : FORMS[syntax];
  return form && values.some((value) => !form.test(value)) ? (hintOf(attribute) ?? t('A value is not written as it has to be.')) : undefined;
}
