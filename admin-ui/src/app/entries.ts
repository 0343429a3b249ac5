import { queryOptions } from '@tanstack/react-query';
import { listClients, listNodes, listTenants, listTrustedIssuers, listUsers, listWorkloads, type Tenant } from '../api';
import type { Target } from '../expiring/expiring';
import { t } from '../language/language';
import type { Rights } from '../session/session';
import { WHOLE_PAGE } from '../ui/paged';
import { SECTIONS } from './sections';

/** Something that the palette leads to. */
export interface Entry {
  key: string;
  label: string;
  kind: string;
  target: Target;
  /** Its page opens the dialog for making one. */
  create?: boolean;
}

const SHOWN = 12;
const REFERENCE = /^[0-9a-f]{24}$/;

const action = (label: string, target: Target): Entry => ({ key: label, label, kind: t('Action'), target, create: true });

const entry = (kind: string, label: string, to: Target['to'], params: object, search?: object): Entry => ({
  key: `${kind} ${label}`,
  kind,
  label,
  target: { to, params, ...(search && { search }) } as Target,
});

const contains = (typed: string) => (name: string) => name.toLowerCase().includes(typed.toLowerCase());

/** Pages and actions, which are known without asking the server. */
export function placesIn(tenant: Tenant | undefined, rights: Rights): Entry[] {
  const params = { tenant: tenant?.id ?? '' };
  const to = (path: Target['to']): Target => ({ to: path, params }) as Target;
  return [
    ...(tenant ? SECTIONS.flatMap(({ pages }) => pages.map((page): Entry => ({ key: page.to, label: page.label, kind: t('Page'), target: to(page.to) }))) : []),
    ...(tenant
      ? [
          action(t('Create user'), to('/tenants/$tenant/users')),
          action(t('Create client'), to('/tenants/$tenant/clients')),
          action(t('Create workload'), to('/tenants/$tenant/workloads')),
          action(t('Add node'), to('/tenants/$tenant/nodes')),
          action(t('Add trusted issuer'), to('/tenants/$tenant/trusted-issuers')),
        ]
      : []),
    ...(rights.tenants
      ? [
          { key: '/tenants', label: t('All tenants'), kind: t('Page'), target: { to: '/tenants' } as Target },
          { key: '/setup', label: t('Set up step by step'), kind: t('Page'), target: { to: '/setup' } as Target },
          action(t('Create tenant'), { to: '/tenants' } as Target),
        ]
      : []),
  ];
}

/** Tenants whose names have what was typed, each at the section that `pathname` is in. */
export const tenantsNamedQuery = (typed: string, pathname: string) =>
  queryOptions({
    queryKey: ['tenants', 'named', typed, pathname],
    queryFn: async ({ signal }): Promise<Entry[]> => {
      const here = `/tenants/$tenant/${pathname.split('/')[3] ?? ''}`;
      const section = SECTIONS.flatMap(({ pages }): readonly { to: Target['to'] }[] => pages).find(({ to }) => to === here);
      const { items } = await listTenants({ query: { search: typed, limit: SHOWN }, signal });
      return items.map(({ id, name, displayName }) => entry(displayName ?? '', name, section?.to ?? '/tenants/$tenant', { tenant: id }));
    },
    staleTime: 10_000,
  });

/** Objects whose name has what was typed, and where a reference id leads. What may not be read is left out. */
export const objectsQuery = (tenant: Tenant | undefined, rights: Rights, typed: string) =>
  queryOptions({
    queryKey: ['palette', tenant?.id, typed],
    queryFn: async ({ signal }): Promise<Entry[]> => {
      const has = contains(typed);
      const query = { search: typed, limit: SHOWN };
      const reads: Promise<Entry[]>[] = [];
      if (rights.tenants) reads.push(listTenants({ query, signal }).then(({ items }) => items.map(({ id, name }) => entry(t('Tenant'), name, '/tenants/$tenant', { tenant: id }))));
      if (tenant) {
        const path = { tenant: tenant.id };
        reads.push(
          listClients({ path, query, signal }).then(({ items }) => items.map(({ id, clientId }) => entry(t('Client'), clientId, '/tenants/$tenant/clients/$client', { ...path, client: id }))),
          listWorkloads({ path, query, signal }).then(({ items }) => items.map(({ id, name }) => entry(t('Workload'), name, '/tenants/$tenant/workloads/$workload', { ...path, workload: id }))),
          listNodes({ path, query, signal }).then(({ items }) => items.map(({ name }) => entry(t('Node'), name, '/tenants/$tenant/nodes', path))),
          listTrustedIssuers({ path, query: { limit: WHOLE_PAGE }, signal }).then(({ items }) => items.filter(({ name }) => has(name)).map(({ name }) => entry(t('Trusted issuer'), name, '/tenants/$tenant/trusted-issuers', path))),
          listUsers({ path: { tenant: tenant.name }, query: { count: 5, filter: `userName co ${JSON.stringify(typed)}` }, signal }).then(({ Resources = [] }) =>
            Resources.map(({ userName }) => entry(t('User'), userName, '/tenants/$tenant/users', path, { q: userName })),
          ),
        );
        if (REFERENCE.test(typed)) {
          reads.push(
            Promise.resolve([
              entry(t('What the request did'), typed, '/tenants/$tenant/audit', path, { requestId: typed }),
              entry(t('Why the sign-in was refused'), typed, '/tenants/$tenant/refusals/$reference', { ...path, reference: typed }),
              entry(t('Why the workload was refused'), typed, '/tenants/$tenant/explain', path, { reference: typed }),
            ]),
          );
        }
      }
      const read = await Promise.allSettled(reads);
      return read.flatMap((source) => (source.status === 'fulfilled' ? source.value : []));
    },
    staleTime: 10_000,
  });

/** What fits what was typed: names that begin with it first, then pages, then the rest. */
export function matching(typed: string, places: readonly Entry[], objects: readonly Entry[]): Entry[] {
  const wanted = typed.toLowerCase();
  const begins = ({ label }: Entry) => (label.toLowerCase().startsWith(wanted) ? 0 : 1);
  return [...places.filter(({ label }) => label.toLowerCase().includes(wanted)), ...objects].toSorted((a, b) => begins(a) - begins(b)).slice(0, SHOWN);
}
