import { listIdentityProviders, listLdapSources, pages } from '../api';

export const identityProvidersQuery = (tenant: string) => pages(['identity-providers', tenant], ({ signal }) => listIdentityProviders({ path: { tenant }, signal }));

export const ldapSourcesQuery = (tenant: string) => pages(['ldap-sources', tenant], ({ signal }) => listLdapSources({ path: { tenant }, signal }));
