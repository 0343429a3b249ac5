import type { Certificate, Client, ConsoleSession, ScimUser, Tenant, TrustedIssuer, Workload } from '../api';

const at = { createdAt: '2026-01-01T12:00:00Z', updatedAt: '2026-01-01T12:00:00Z' };

export const acme: Tenant = { id: 'b1a5f6a2-0000-4000-8000-000000000001', name: 'acme.example', issuer: 'https://lightwave.example/t/acme.example', enabled: true, ...at };

export const operator: ConsoleSession = {
  tenant: 'lightwave.local',
  userId: 'b1a5f6a2-0000-4000-8000-0000000000aa',
  userName: 'admin',
  displayName: 'Ada Admin',
  systemOperator: true,
  provenAt: '2126-01-01T12:00:00Z',
  csrfToken: 'csrf-token-1',
};

export const acmeAdmin: ConsoleSession = { ...operator, tenant: acme.name, systemOperator: false };

export const billing: Client = {
  id: 'b1a5f6a2-0000-4000-8000-000000000002',
  name: 'billing',
  clientId: 'billing',
  enabled: true,
  grantTypes: ['client_credentials'],
  redirectUris: [],
  tokenEndpointAuthMethod: 'client_secret_basic',
  audiences: [],
  scopes: [],
  ...at,
};

export const cluster: TrustedIssuer = {
  id: 'b1a5f6a2-0000-4000-8000-000000000003',
  name: 'prod',
  issuer: 'https://cluster.example',
  kind: 'kubernetes',
  immutableClaims: [],
  operatorConsent: false,
  enabled: true,
  ...at,
};

export const payments: Workload = {
  id: 'b1a5f6a2-0000-4000-8000-000000000004',
  name: 'shop/payments',
  spiffeId: 'spiffe://acme.example/shop/payments',
  enabled: true,
  rules: [],
  audiences: ['billing'],
  ...at,
};

export const certificate: Certificate = {
  id: 'b1a5f6a2-0000-4000-8000-000000000005',
  serial: '0badcafe',
  subject: 'CN=payments',
  subjectId: payments.id,
  spiffeId: payments.spiffeId,
  san: [`URI:${payments.spiffeId}`],
  profile: 'workload',
  notBefore: '2026-01-01T12:00:00Z',
  notAfter: '2026-01-02T12:00:00Z',
  state: 'valid',
  fingerprint: 'f'.repeat(64),
  createdAt: '2026-01-01T12:00:00Z',
};

export const alice: ScimUser = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: 'b1a5f6a2-0000-4000-8000-000000000006',
  userName: 'alice',
  displayName: 'Alice Liddell',
  active: true,
  meta: { resourceType: 'User', created: '2026-01-01T12:00:00Z' },
};

/** A certificate of CN=cluster, until noon of 1 March 2026. */
export const CLUSTER_PEM = `-----BEGIN CERTIFICATE-----
MIIBeDCCAR+gAwIBAgIUDUM68sVBsWmczC60t33ib09taQUwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHY2x1c3RlcjAeFw0yNjAxMDExMjAwMDBaFw0yNjAzMDExMjAw
MDBaMBIxEDAOBgNVBAMMB2NsdXN0ZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAS9vT2L+RG866Zc5S/1KTpy0Wklgcee34lKD57mtjlvm3ApVqo06e1E02tDdPGx
AclrOItpLvxHgFTPYSbLBnlro1MwUTAdBgNVHQ4EFgQUFt+yB6E12PazXYLlfW3i
BEoZbTwwHwYDVR0jBBgwFoAUFt+yB6E12PazXYLlfW3iBEoZbTwwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAqPK5BajbVYhio/qHFEtkxhYJzkycu
ogfQQd5mnE6mfQIgP0trxxXVMyOo4b0fp+6/gSGyiawiS6GtK1He+FjwKoc=
-----END CERTIFICATE-----`;
