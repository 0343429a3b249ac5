import { type AccessRule, type ListedDirectoryEntry, listEntries, type Tenant } from '../api';
import { parentOf, rdnOf, suffixOf } from '../entry/names';

/** What stands in a unit: people, or groups. */
export type Inhabitants = 'people' | 'groups';

/** A unit, or the container of all of them, with the units that stand directly below it. */
export interface Unit {
  dn: string;
  /** What people call it: the value of its relative name. */
  name: string;
  below: Unit[];
}

const MOST_PAGES = 25;

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
  const read = async (inhabitants: Inhabitants) => {
    const found: ListedDirectoryEntry[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      // Each page names the next one.
      // oxlint-disable-next-line no-await-in-loop
      const { items, nextCursor } = await listEntries({ path: { tenant: tenant.id }, query: { parent: containerOf(tenant, inhabitants), units: true, limit: 200, cursor }, signal });
      found.push(...items);
      if (!nextCursor) break;
      cursor = nextCursor;
    }
    return found;
  };
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

/** What access rules let somebody do in a unit. */
export interface Delegate {
  /** As the rules name it. */
  id: string;
  administers: boolean;
  rules: AccessRule[];
}

/** Whom rules about this unit as a whole let do something in it. */
export function delegatesOf(dn: string, rules: readonly AccessRule[]): Delegate[] {
  const delegates = new Map<string, Delegate>();
  for (const rule of rules) {
    if (rule.effect !== 'allow' || !rule.enabled || rule.target.base?.toLowerCase() !== dn.toLowerCase() || rule.target.attributes) continue;
    for (const id of rule.subjects) {
      const delegate = delegates.get(id) ?? { id, administers: false, rules: [] };
      delegate.administers ||= rule.rights.includes('add') || rule.rights.includes('write');
      delegate.rules.push(rule);
      delegates.set(id, delegate);
    }
  }
  return [...delegates.values()];
}

export type UnitRole = 'administers' | 'reads';

/** What makes somebody an administrator, or a reader, of a unit and whatever stands below it. */
export function rulesFor(tenant: Tenant, dn: string, role: UnitRole): Pick<AccessRule, 'name' | 'rights' | 'target'>[] {
  const place = placeOf(tenant, dn)
    .split(',')
    .toReversed()
    .map((rdn) => nameOf(rdn))
    .filter(Boolean);
  const slug = [inhabitantsOf(tenant, dn) ?? '', ...place].join('.').toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-').slice(0, 50);
  const target = { base: dn, scope: 'sub' as const };
  if (role === 'reads') return [{ name: `${slug}-read`, rights: ['read', 'search', 'compare'], target }];
  return [
    { name: `${slug}-see`, rights: ['read', 'search', 'compare', 'add'], target },
    { name: `${slug}-change`, rights: ['write', 'delete'], target: { ...target, filter: '(!(objectClass=organizationalUnit))' } },
  ];
}
