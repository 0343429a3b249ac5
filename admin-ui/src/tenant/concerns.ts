import { queryOptions } from '@tanstack/react-query';
import { clockSkew, listAuthorityRotations, listIdentityProviders, listServiceProviders, listSignInRefusals, listTrustedIssuers, listWorkloadRefusals, type Tenant } from '../api';
import { expiringQuery, type Target, urgencyOf } from '../expiring/expiring';
import { t } from '../language/language';
import { distance } from '../ui/Moment';
import { everyItem, gathered, WHOLE_PAGE } from '../ui/paged';
import type { QueryClient } from '@tanstack/react-query';

/** Something an operator should look at. */
export interface Concern {
  level: 'danger' | 'warning' | 'info';
  text: string;
  target?: Target;
}

const DAY = 86_400_000;
const WORST_SKEW_SECONDS = 30;

const recent = (time: string) => Date.now() - Date.parse(time) < DAY;

/** What needs attention, the worst first. What the operator may not read is left out; what could not be read needs attention, too. */
export const concernsQuery = (queryClient: QueryClient, { id }: Tenant) =>
  queryOptions({
    queryKey: ['concerns', id],
    queryFn: async ({ signal }): Promise<Concern[]> => {
      const path = { tenant: id };
      const unreadThere: string[] = [];
      const at = (to: Target['to']): Target => ({ to, params: { tenant: id } }) as Target;
      const query = { limit: WHOLE_PAGE };
      const { items: found, unread: unreadHere } = await gathered<Concern>([
        [
          t('what expires soon'),
          queryClient.fetchQuery(expiringQuery(id)).then(({ items, unread }) => {
            unreadThere.push(...unread);
            return items
              .filter((item) => !item.waits && urgencyOf(item.at) !== 'info')
              .map((item): Concern => ({
                level: urgencyOf(item.at),
                text: t(Date.parse(item.at) < Date.now() ? '{0} {1} ended {2}' : '{0} {1} ends {2}', item.kind, item.name, distance(item.at)),
                target: item.target,
              }));
          }),
        ],
        [
          t('identity providers'),
          listIdentityProviders({ path, signal }).then(({ items }) =>
            items.filter(({ problem }) => problem).map(({ name, problem }): Concern => ({ level: 'danger', text: t('Nobody signs in by {0}: {1}', name, problem), target: at('/tenants/$tenant/identity-providers') })),
          ),
        ],
        [
          t('service providers'),
          everyItem((page) => listServiceProviders({ path, query: page, signal })).then((items) =>
            items
              .filter(({ metadataProblem }) => metadataProblem)
              .map(({ name, metadataProblem }): Concern => ({ level: 'danger', text: t('Nobody signs in to {0}: {1}', name, metadataProblem), target: at('/tenants/$tenant/service-providers') })),
          ),
        ],
        [
          t('rotations of authorities'),
          listAuthorityRotations({ path, signal }).then(({ items }) =>
            items
              .filter(({ state }) => state !== 'done')
              .map(({ kind, state, emergency }): Concern => ({
                level: emergency ? 'danger' : 'info',
                text: t('A rotation of the {0} is under way: {1}', kind === 'root' ? t('root') : t('issuing authority'), state === 'published' ? t('the new one is published') : t('the old one is phased out')),
                target: at('/tenants/$tenant/authorities'),
              })),
          ),
        ],
        [
          t('trusted issuers'),
          everyItem((page) => listTrustedIssuers({ path, query: page, signal })).then((items) =>
            items
              .filter(({ enabled, operatorConsent }) => enabled && !operatorConsent)
              .map(({ name }): Concern => ({ level: 'warning', text: t('{0} proves nothing until the operator consents to it', name), target: at('/tenants/$tenant/trusted-issuers') })),
          ),
        ],
        [
          t('refused workloads'),
          listWorkloadRefusals({ path, query, signal }).then(({ items }): Concern[] => {
            const refused = items.filter((refusal) => recent(refusal.at)).length;
            return refused === 0 ? [] : [{ level: 'warning', text: t(refused === 1 ? '{0} workload was refused an identity in the last 24 hours' : '{0} workloads were refused an identity in the last 24 hours', refused), target: at('/tenants/$tenant/explain') }];
          }),
        ],
        [
          t('refused sign-ins'),
          listSignInRefusals({ path, query, signal }).then(({ items }): Concern[] => {
            const refused = items.filter((refusal) => recent(refusal.time)).length;
            return refused === 0 ? [] : [{ level: 'info', text: t(refused === 1 ? '{0} sign-in was refused in the last 24 hours' : '{0} sign-ins were refused in the last 24 hours', refused), target: at('/tenants/$tenant/refusals') }];
          }),
        ],
      ]);
      const skew = Math.round(clockSkew() / 1000);
      const clock: Concern[] = Math.abs(skew) < WORST_SKEW_SECONDS ? [] : [{ level: 'danger', text: t("The server's clock and this machine's differ by {0} seconds: tokens may not be good yet, or any more", Math.abs(skew)) }];
      const rank = { danger: 0, warning: 1, info: 2 };
      const missing = new Set([...unreadThere, ...unreadHere]);
      const unread: Concern[] = missing.size === 0 ? [] : [{ level: 'warning', text: t('Could not be looked at: {0}', [...missing].join(', ')) }];
      return [...clock, ...unread, ...found].toSorted((a, b) => rank[a.level] - rank[b.level]);
    },
    staleTime: 0,
  });
