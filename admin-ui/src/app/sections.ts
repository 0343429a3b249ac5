import { t } from '../language/language';
/** The pages of a tenant, by what they are about. */
export const SECTIONS = [
  {
    title: undefined,
    pages: [
      { to: '/tenants/$tenant', label: t('Overview') },
      { to: '/tenants/$tenant/expiring', label: t('Expiring soon') },
    ],
  },
  {
    title: t('People'),
    pages: [
      { to: '/tenants/$tenant/users', label: t('Users') },
      { to: '/tenants/$tenant/groups', label: t('Groups') },
      { to: '/tenants/$tenant/units', label: t('Units') },
      { to: '/tenants/$tenant/sessions', label: t('Sessions') },
      { to: '/tenants/$tenant/sign-in-policy', label: t('Sign-in policy') },
      { to: '/tenants/$tenant/password-policy', label: t('Password policy') },
      { to: '/tenants/$tenant/identity-providers', label: t('Identity providers') },
      { to: '/tenants/$tenant/appearance', label: t('Appearance') },
    ],
  },
  {
    title: t('Applications'),
    pages: [
      { to: '/tenants/$tenant/clients', label: t('Clients') },
      { to: '/tenants/$tenant/resource-servers', label: t('Resource servers') },
      { to: '/tenants/$tenant/authorization-details-types', label: t('Authorization details') },
      { to: '/tenants/$tenant/service-providers', label: t('Service providers') },
      { to: '/tenants/$tenant/keys', label: t('Token keys') },
      { to: '/tenants/$tenant/saml-keys', label: t('SAML keys') },
    ],
  },
  {
    title: t('Workloads'),
    pages: [
      { to: '/tenants/$tenant/workloads', label: t('Workloads') },
      { to: '/tenants/$tenant/nodes', label: t('Nodes') },
      { to: '/tenants/$tenant/node-authorities', label: t('Node authorities') },
      { to: '/tenants/$tenant/trusted-issuers', label: t('Trusted issuers') },
      { to: '/tenants/$tenant/federations', label: t('Federations') },
      { to: '/tenants/$tenant/explain', label: t('Why no identity?') },
    ],
  },
  {
    title: t('Certificates'),
    pages: [
      { to: '/tenants/$tenant/certificates', label: t('Certificates') },
      { to: '/tenants/$tenant/certificate-profiles', label: t('Certificate profiles') },
      { to: '/tenants/$tenant/authorities', label: t('Authorities') },
      { to: '/tenants/$tenant/ssh', label: t('SSH authorities') },
      { to: '/tenants/$tenant/ssh-certificates', label: t('SSH certificates') },
      { to: '/tenants/$tenant/acme-credentials', label: t('ACME credentials') },
    ],
  },
  {
    title: t('Control'),
    pages: [
      { to: '/tenants/$tenant/directory', label: t('Directory') },
      { to: '/tenants/$tenant/schema', label: t('Schema') },
      { to: '/tenants/$tenant/access-rules', label: t('Access rules') },
      { to: '/tenants/$tenant/refusals', label: t('Refused sign-ins') },
      { to: '/tenants/$tenant/audit', label: t('Audit trail') },
      { to: '/tenants/$tenant/settings', label: t('Settings') },
      { to: '/tenants/$tenant/files', label: t('Configuration files') },
    ],
  },
] as const;
