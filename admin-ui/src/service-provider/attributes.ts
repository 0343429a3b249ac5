import type { ReleasedAttribute } from '../api';

/** What a person's attributes may be taken from. */
const SOURCES: ReadonlySet<string> = new Set<ReleasedAttribute['source']>([
  'uid',
  'mail',
  'displayName',
  'cn',
  'sn',
  'givenName',
  'title',
  'o',
  'ou',
  'telephoneNumber',
  'mobile',
  'employeeNumber',
  'employeeType',
  'departmentNumber',
  'preferredLanguage',
  'eduPersonPrincipalName',
  'eduPersonUniqueId',
  'eduPersonAffiliation',
  'eduPersonEntitlement',
  'eduPersonScopedAffiliation',
  'groups',
]);

const isSource = (text: string): text is ReleasedAttribute['source'] => SOURCES.has(text);

/** An attribute on a line: `source`, `source -> name`, or `source -> name format`. */
export const attributeInWords = ({ source, name, nameFormat }: ReleasedAttribute): string =>
  name === undefined ? source : `${source} -> ${name}${nameFormat === undefined ? '' : ` ${nameFormat}`}`;

/** A line as typed; undefined when it is none. */
export function typedAttribute(line: string): ReleasedAttribute | undefined {
  const [, source = '', name, nameFormat] = /^(\S+)(?:\s*->\s*(\S+)(?:\s+(\S+))?)?$/.exec(line.trim()) ?? [];
  return isSource(source) ? { source, ...(name !== undefined && { name }), ...(nameFormat !== undefined && { nameFormat }) } : undefined;
}
