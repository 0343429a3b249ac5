import { queryOptions } from '@tanstack/react-query';
import type { LinkProps } from '@tanstack/react-router';
import { listAuthorities, listCertificates, listClients, listIdentityProviders, listSamlKeys, listServiceProviders, ProblemError } from '../api';
import { t } from '../language/language';

const DAY = 86_400_000;
/** How far the board looks ahead. */
export const HORIZON_DAYS = 90;
/** What renews itself within hours needs no attention before it ends. */
const SHORT_LIVED = 45 * DAY;

export type Target = Pick<LinkProps, 'to' | 'params' | 'search'>;

/** Something that ends by itself. */
export interface Expiring {
  id: string;
  kind: string;
  name: string;
  at: string;
  target: Target;
}

interface Board {
  items: Expiring[];
  /** What could not be read, in the words of this page. */
  unread: string[];
}

const end = (kind: string, name: string, at: string | undefined, target: Target): Expiring[] => (at ? [{ id: `${kind} ${name} ${at}`, kind, name, at, target }] : []);

/** Everything of the tenant that ends within the horizon or has ended, the most urgent first. */
export const expiringQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['expiring', tenant],
    queryFn: async ({ signal }): Promise<Board> => {
      const now = Date.now();
      const until = now + HORIZON_DAYS * DAY;
      const path = { tenant };
      const params = { tenant };
      const query = { limit: 200 };
      const at = (to: Target['to'], more?: object): Target => ({ to, params: { ...params, ...more } }) as Target;
      const sources: [string, Promise<Expiring[]>][] = [
        [
          'authorities',
          listAuthorities({ path, signal }).then(({ items }) =>
            items
              .filter(({ state }) => state !== 'retired' && state !== 'compromised')
              .flatMap((authority) => end(t('Certificate authority'), authority.name, authority.notAfter, at('/tenants/$tenant/authorities'))),
          ),
        ],
        [
          'certificates',
          listCertificates({ path, query: { ...query, state: 'valid', before: new Date(until).toISOString() }, signal }).then(({ items }) =>
            items
              .filter(({ profile, notBefore, notAfter }) => profile !== 'root' && profile !== 'issuing' && Date.parse(notAfter) - Date.parse(notBefore) > SHORT_LIVED)
              .flatMap((certificate) => end(t('Certificate'), certificate.spiffeId ?? certificate.subject, certificate.notAfter, at('/tenants/$tenant/certificates/$certificate', { certificate: certificate.id }))),
          ),
        ],
        [t('SAML keys'), listSamlKeys({ path, signal }).then(({ items }) => items.filter(({ state }) => state !== 'previous').flatMap((key) => end(t('SAML key'), key.id, key.expiresAt, at('/tenants/$tenant/service-providers'))))],
        [
          t('identity providers'),
          listIdentityProviders({ path, signal }).then(({ items }) =>
            items.flatMap((provider) => [
              ...end(t('Metadata of an identity provider'), provider.name, provider.metadataValidUntil, at('/tenants/$tenant/identity-providers')),
              ...end(t('Certificates of an identity provider'), provider.name, provider.certificatesEnd, at('/tenants/$tenant/identity-providers')),
            ]),
          ),
        ],
        [
          t('service providers'),
          listServiceProviders({ path, query, signal }).then(({ items }) =>
            items.flatMap((provider) => [
              ...end(t('Metadata of a service provider'), provider.name, provider.metadataValidUntil, at('/tenants/$tenant/service-providers')),
              ...end(t('Certificates of a service provider'), provider.name, provider.certificatesEnd, at('/tenants/$tenant/service-providers')),
            ]),
          ),
        ],
        [
          t('client secrets'),
          listClients({ path, query, signal }).then(({ items }) =>
            items.flatMap((client) => (client.secrets ?? []).slice(0, 1).flatMap((secret) => end(t('Secret of a client'), client.clientId, secret.expiresAt, at('/tenants/$tenant/clients/$client', { client: client.id })))),
          ),
        ],
      ];
      const read = await Promise.allSettled(sources.map(([, source]) => source));
      return {
        items: read
          .flatMap((source) => (source.status === 'fulfilled' ? source.value : []))
          .filter((item) => Date.parse(item.at) < until)
          .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
        unread: read.flatMap((source, index) => (source.status === 'rejected' && !isForbidden(source.reason) ? [sources[index]?.[0] ?? ''] : [])),
      };
    },
    staleTime: 60_000,
  });

const isForbidden = (error: unknown) => error instanceof ProblemError && error.status === 403;

/** How soon something has to be seen to. */
export function urgencyOf(at: string, now: number = Date.now()): 'danger' | 'warning' | 'info' {
  const left = Date.parse(at) - now;
  return left < 7 * DAY ? 'danger' : left < 30 * DAY ? 'warning' : 'info';
}
