import { type AccessRule, type ListedDirectoryEntry, listEntries, type Tenant } from '../api';
import { parentOf, rdnOf, suffixOf } from '../entry/names';
import { everyItem } from '../ui/paged';

/** What stands in a unit: people, or groups. */
export type Inhabitants = 'people' | 'groups';

/** A unit, or the container of all of them, with the units that stand directly below it. */
export interface Unit {
  dn: string;
  /** What people call it: the value of its relative name. */
  name: string;
  below: Unit[];
}

export const containerOf = (tenant: Tenant, inhabitants: Inhabitants): string => `ou=${inhabitants},${suffixOf(tenant)}`;

/** What may stand there; undefined where no units are. */
export const inhabitantsOf = (tenant: Tenant, dn: string): Inhabitants | undefined =>
  (['people', 'groups'] as const).find((kind) => dn === containerOf(tenant, kind) || dn.endsWith(`,${containerOf(tenant, kind)}`));

/** The unit's name below its container, as SCIM has it; empty for the container. */
export const placeOf = (tenant: Tenant, dn: string): string => {
  const inhabitants = inhabitantsOf(tenant, dn);
  return inhabitants ? dn.slice(0, -containerOf(tenant, inhabitants).length).replace(/,$/, '') : '';
};

export const nameOf = (dn: string): string => rdnOf(dn).replace(/^[^=]*=/, '').replaceAll(/\\([^\da-fA-F])/g, '$1');

/** All units of people and of groups, each behind the one above it. */
export async function readUnits(tenant: Tenant, signal: AbortSignal): Promise<ListedDirectoryEntry[]> {
  const read = (inhabitants: Inhabitants) =>
    everyItem<ListedDirectoryEntry>((query) => listEntries({ path: { tenant: tenant.id }, query: { parent: containerOf(tenant, inhabitants), units: true, ...query }, signal }));
  return (await Promise.all([read('people'), read('groups')])).flat();
}

/** The units as a tree below their container. */
export function treeOf(container: string, units: readonly ListedDirectoryEntry[]): Unit {
  const top: Unit = { dn: container, name: nameOf(container), below: [] };
  const known = new Map([[container, top]]);
  for (const { dn } of units) {
    const above = known.get(parentOf(dn));
    if (!above) continue;
    const unit = { dn, name: nameOf(dn), below: [] };
    known.set(dn, unit);
    above.below.push(unit);
  }
  return top;
}

/** What access rules with a unit as their base say of somebody. */
export interface Delegate {
  /** As the rules name it. */
  id: string;
  /** What those that hold allow; undefined when none does. */
  may: UnitRole | undefined;
  /** All of them, denials and disabled ones, too. */
  rules: AccessRule[];
}

const READING: ReadonlySet<string> = new Set(['read', 'search', 'compare']);

/** Whether a rule is about the unit as a whole, which it may name by its id. */
export const isAbout = ({ target }: AccessRule, dn: string, id?: string): boolean => target.base !== undefined && (target.base === id || target.base.toLowerCase() === dn.toLowerCase());

/** Of whom rules about this unit as a whole say something. */
export function delegatesOf(dn: string, rules: readonly AccessRule[]): Delegate[] {
  const delegates = new Map<string, Delegate>();
  for (const rule of rules) {
    if (!isAbout(rule, dn)) continue;
    for (const id of rule.subjects) {
      const delegate = delegates.get(id) ?? { id, may: undefined, rules: [] };
      if (rule.enabled && rule.effect === 'allow' && delegate.may !== 'administers') delegate.may = rule.rights.every((right) => READING.has(right)) ? 'reads' : 'administers';
      delegate.rules.push(rule);
      delegates.set(id, delegate);
    }
  }
  return [...delegates.values()];
}

export type UnitRole = 'administers' | 'reads';

type Grant = Pick<AccessRule, 'name' | 'rights' | 'target'>;

/** The names that lead to a unit, its own last, behind what is in it. */
const pathOf = (tenant: Tenant, dn: string): string[] => {
  const names: string[] = [];
  for (let rest = placeOf(tenant, dn); rest; rest = parentOf(rest)) names.unshift(nameOf(rest));
  return [inhabitantsOf(tenant, dn) ?? '', ...names];
};

/** What a group that administers the unit is called unless something else is typed. */
export const groupFor = (tenant: Tenant, dn: string): string => [...pathOf(tenant, dn), 'administrators'].join('-').toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-');

/** What makes somebody an administrator, or a reader, of a unit and whatever stands below it, by the names that these rules have unless others have them. */
export function rulesFor(tenant: Tenant, dn: string, role: UnitRole): Grant[] {
  const slug = pathOf(tenant, dn).join('.').toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-').slice(0, LONGEST_SLUG);
  const target = { base: dn, scope: 'sub' as const };
  if (role === 'reads') return [{ name: `${slug}-read`, rights: ['read', 'search', 'compare'], target }];
  return [
    { name: `${slug}-see`, rights: ['read', 'search', 'compare', 'add'], target },
    { name: `${slug}-change`, rights: ['write', 'delete'], target: { ...target, filter: '(!(objectClass=organizationalUnit))' } },
  ];
}

/** Leaves room in the 63 characters of a rule's name for the beginning of an id, a number and what the rule is for. */
const LONGEST_SLUG = 40;

/** Whether a rule gives its subjects just that; its name says nothing, since slugs coincide and rules outlive names of units. */
export const isGrantOf = (rule: AccessRule, { rights, target }: Grant): boolean =>
  rule.effect === 'allow' &&
  rule.enabled &&
  isAbout(rule, target.base ?? '') &&
  (rule.target.scope ?? 'sub') === target.scope &&
  rule.target.filter === target.filter &&
  rule.target.attributes === undefined &&
  rule.rights.length === rights.length &&
  rights.every((right) => rule.rights.includes(right));

/** A name for a new rule: as wanted, else with the beginning of the unit's id, and a number when even that is taken. */
export function freeName(wanted: string, id: string, rules: readonly AccessRule[]): string {
  const taken = new Set(rules.map(({ name }) => name));
  const end = wanted.lastIndexOf('-');
  const marked = `${wanted.slice(0, end)}-${id.toLowerCase().replaceAll(/[^a-z0-9]/g, '').slice(0, 8)}`;
  let name = wanted;
  for (let count = 1; taken.has(name); count += 1) name = `${marked}${count > 1 ? `-${count}` : ''}${wanted.slice(end)}`;
  return name;
}
