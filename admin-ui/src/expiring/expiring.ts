import { queryOptions } from '@tanstack/react-query';
import type { LinkProps } from '@tanstack/react-router';
import { listAcmeCredentials, listAuthorities, listCertificates, listClients, listIdentityProviders, listJoinTokens, listNodeAuthorities, listSamlKeys, listServiceProviders, listSshAuthorities, listSshCertificates, listTrustedIssuers } from '../api';
import { blocksOf, endOf } from '../certificate/pem';
import { t } from '../language/language';
import { everyItem, gathered } from '../ui/paged';

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
  /** It was made to be used until then, and its end harms nobody. */
  waits?: boolean;
}

interface Board {
  items: Expiring[];
  /** What could not be read, in the words of this page. */
  unread: string[];
}

/** The first end of the certificates in a text. */
const firstEnd = (pem: string | undefined): string | undefined =>
  blocksOf(pem ?? '')
    .flatMap((block) => endOf(block) ?? [])
    .toSorted()[0];

const end = (kind: string, name: string, at: string | undefined, target: Target): Expiring[] => (at ? [{ id: `${kind} ${name} ${at}`, kind, name, at, target }] : []);

const waiting = (items: Expiring[]): Expiring[] => items.map((item) => Object.assign(item, { waits: true }));

/** Everything of the tenant that ends within the horizon or has ended, the most urgent first. */
export const expiringQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['expiring', tenant],
    queryFn: async ({ signal }): Promise<Board> => {
      const now = Date.now();
      const until = now + HORIZON_DAYS * DAY;
      const path = { tenant };
      const params = { tenant };
      const at = (to: Target['to'], more?: object): Target => ({ to, params: { ...params, ...more } }) as Target;
      const sources: [string, Promise<Expiring[]>][] = [
        [
          t('authorities'),
          listAuthorities({ path, signal }).then(({ items }) =>
            items
              .filter(({ state }) => state !== 'retired' && state !== 'compromised')
              .flatMap((authority) => end(t('Certificate authority'), authority.name, authority.notAfter, at('/tenants/$tenant/authorities'))),
          ),
        ],
        [
          t('certificates'),
          everyItem((query) => listCertificates({ path, query: { ...query, state: 'valid', before: new Date(until).toISOString() }, signal })).then((items) =>
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
          everyItem((query) => listServiceProviders({ path, query, signal })).then((items) =>
            items.flatMap((provider) => [
              ...end(t('Metadata of a service provider'), provider.name, provider.metadataValidUntil, at('/tenants/$tenant/service-providers')),
              ...end(t('Certificates of a service provider'), provider.name, provider.certificatesEnd, at('/tenants/$tenant/service-providers')),
            ]),
          ),
        ],
        [
          t('client secrets'),
          everyItem((query) => listClients({ path, query, signal })).then((items) =>
            items.flatMap((client) => (client.secrets ?? []).slice(0, 1).flatMap((secret) => end(t('Secret of a client'), client.clientId, secret.expiresAt, at('/tenants/$tenant/clients/$client', { client: client.id })))),
          ),
        ],
        [
          t('SSH authorities'),
          listSshAuthorities({ path, signal }).then(({ items }) =>
            items.filter(({ state }) => state === 'retiring').flatMap((authority) => end(t('SSH authority'), authority.name, authority.trustedUntil, at('/tenants/$tenant/ssh'))),
          ),
        ],
        [
          t('SSH certificates'),
          everyItem((query) => listSshCertificates({ path, query, signal })).then((items) =>
            items
              .filter(({ state, notBefore, notAfter }) => state === 'valid' && Date.parse(notAfter) - Date.parse(notBefore) > SHORT_LIVED)
              .flatMap((certificate) => end(t('SSH certificate'), certificate.keyId, certificate.notAfter, at('/tenants/$tenant/ssh'))),
          ),
        ],
        [
          t('trusted issuers'),
          everyItem((query) => listTrustedIssuers({ path, query, signal })).then((items) => items.flatMap((issuer) => end(t('Authority of a trusted cluster'), issuer.name, firstEnd(issuer.caBundle), at('/tenants/$tenant/trusted-issuers')))),
        ],
        [
          t('node authorities'),
          listNodeAuthorities({ path, signal }).then(({ items }) => items.flatMap((authority) => end(t('Node authority'), authority.name, firstEnd(authority.certificates), at('/tenants/$tenant/nodes')))),
        ],
        [
          t('join tokens'),
          everyItem((query) => listJoinTokens({ path, query, signal })).then((items) => items.flatMap((token) => waiting(end(t('Join token'), token.node, token.expiresAt, at('/tenants/$tenant/nodes'))))),
        ],
        [
          t('ACME credentials'),
          everyItem((query) => listAcmeCredentials({ path, query, signal })).then((items) =>
            items.filter(({ used }) => !used).flatMap((credential) => waiting(end(t('ACME credential'), credential.subject, credential.expiresAt, at('/tenants/$tenant/acme-credentials')))),
          ),
        ],
      ];
      const { items, unread } = await gathered(sources);
      return { items: items.filter((item) => Date.parse(item.at) < until).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)), unread };
    },
    staleTime: 60_000,
  });

/** How soon something has to be seen to. */
export function urgencyOf(at: string, now: number = Date.now()): 'danger' | 'warning' | 'info' {
  const left = Date.parse(at) - now;
  return left < 7 * DAY ? 'danger' : left < 30 * DAY ? 'warning' : 'info';
}
