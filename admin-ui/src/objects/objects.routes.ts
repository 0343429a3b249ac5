import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';

const route = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => tenantRoute, path, component });

export const groupsRoute = route('/groups', lazyRouteComponent(() => import('./groups.page'), 'GroupsPage'));
export const keysRoute = route('/keys', lazyRouteComponent(() => import('./keys.page'), 'KeysPage'));
export const federationsRoute = route('/federations', lazyRouteComponent(() => import('./federations.page'), 'FederationsPage'));
export const acmeCredentialsRoute = route('/acme-credentials', lazyRouteComponent(() => import('./acme-credentials.page'), 'AcmeCredentialsPage'));
export const certificateProfilesRoute = route('/certificate-profiles', lazyRouteComponent(() => import('./certificate-profiles.page'), 'CertificateProfilesPage'));
export const settingsRoute = route('/settings', lazyRouteComponent(() => import('./settings.page'), 'SettingsPage'));
export const nodeAuthoritiesRoute = route('/node-authorities', lazyRouteComponent(() => import('./node-authorities.page'), 'NodeAuthoritiesPage'));
export const samlKeysRoute = route('/saml-keys', lazyRouteComponent(() => import('./saml-keys.page'), 'SamlKeysPage'));
export const detailsTypesRoute = route('/authorization-details-types', lazyRouteComponent(() => import('./authorization-details-types.page'), 'AuthorizationDetailsTypesPage'));
export const sshCertificatesRoute = route('/ssh-certificates', lazyRouteComponent(() => import('./ssh-certificates.page'), 'SshCertificatesPage'));
