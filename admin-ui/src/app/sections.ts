/** The pages of a tenant, by what they are about. */
export const SECTIONS = [
  {
    title: undefined,
    pages: [
      { to: '/tenants/$tenant', label: 'Overview' },
      { to: '/tenants/$tenant/expiring', label: 'Expiring soon' },
    ],
  },
  {
    title: 'People',
    pages: [
      { to: '/tenants/$tenant/users', label: 'Users' },
      { to: '/tenants/$tenant/sessions', label: 'Sessions' },
      { to: '/tenants/$tenant/sign-in-policy', label: 'Sign-in policy' },
      { to: '/tenants/$tenant/password-policy', label: 'Password policy' },
      { to: '/tenants/$tenant/identity-providers', label: 'Identity providers' },
      { to: '/tenants/$tenant/appearance', label: 'Appearance' },
    ],
  },
  {
    title: 'Applications',
    pages: [
      { to: '/tenants/$tenant/clients', label: 'Clients' },
      { to: '/tenants/$tenant/resource-servers', label: 'Resource servers' },
      { to: '/tenants/$tenant/service-providers', label: 'Service providers' },
    ],
  },
  {
    title: 'Workloads',
    pages: [
      { to: '/tenants/$tenant/workloads', label: 'Workloads' },
      { to: '/tenants/$tenant/nodes', label: 'Nodes' },
      { to: '/tenants/$tenant/trusted-issuers', label: 'Trusted issuers' },
      { to: '/tenants/$tenant/explain', label: 'Why no identity?' },
    ],
  },
  {
    title: 'Certificates',
    pages: [
      { to: '/tenants/$tenant/certificates', label: 'Certificates' },
      { to: '/tenants/$tenant/authorities', label: 'Authorities' },
      { to: '/tenants/$tenant/ssh', label: 'SSH authorities' },
    ],
  },
  {
    title: 'Control',
    pages: [
      { to: '/tenants/$tenant/access-rules', label: 'Access rules' },
      { to: '/tenants/$tenant/refusals', label: 'Refused sign-ins' },
      { to: '/tenants/$tenant/audit', label: 'Audit trail' },
    ],
  },
] as const;
