import ServerIcon from '@patternfly/react-icons/dist/esm/icons/server-icon';
import { consentToNodeAuthority, createNodeAuthority, deleteNodeAuthority, getNodeAuthority, LATEST, listNodeAuthorities, type NodeAuthority, updateNodeAuthority } from '../api';
import { blocksOf } from '../certificate/pem';
import { t } from '../language/language';
import { ConsentLabel } from '../trusted-issuer/TrustedIssuerList';
import { EnabledLabel } from '../ui/StateLabel';
import type { Kind, Typed } from './kind';
import { ObjectsPage } from './ObjectsPage';

/** What was typed, but for the name. */
const settings = ({ domain = '', certificates = '', revocationLists = '' }: Typed) => ({
  domain: domain.trim(),
  certificates: certificates.trim(),
  ...(revocationLists.trim() && { revocationLists: revocationLists.trim() }),
});

const AUTHORITIES: Kind<NodeAuthority> = {
  name: 'node-authorities',
  title: t('Node authorities'),
  description: t('Outside certificate authorities whose certificates let machines join as nodes, without a join token.'),
  icon: ServerIcon,
  empty: { title: t('No node authorities yet'), text: t('Add the authority whose certificates your machines have already. A machine joins by lightwave agent with its certificate and key.') },
  columns: [
    { title: t('Name'), width: 25, cell: ({ name }) => <span className="lw-strong">{name}</span> },
    { title: t('Domain'), width: 25, cell: ({ domain }) => <span className="lw-code">{domain}</span> },
    { title: t('Certificates'), cell: ({ certificates }) => String(blocksOf(certificates).length) },
    { title: t('Operator’s consent'), cell: ({ operatorConsent }) => <ConsentLabel given={operatorConsent} /> },
    { title: t('State'), cell: ({ enabled }) => <EnabledLabel enabled={enabled} /> },
  ],
  nameOf: ({ name }) => name,
  list: (tenant, { signal }) => listNodeAuthorities({ path: { tenant: tenant.id }, signal }),
  fields: [
    { name: 'name', label: t('Name'), required: true, asked: 'new', placeholder: 'fleet' },
    { name: 'domain', label: t('Domain'), required: true, placeholder: 'nodes.example', hint: t('What the DNS name in a machine’s certificate ends with, after a dot; that name is the node’s.') },
    { name: 'certificates', label: t('Certificates'), lines: true, required: true, hint: t('Of the authority, in PEM.'), check: (text) => (blocksOf(text).length > 0 ? undefined : t('Paste certificates in PEM.')) },
    { name: 'revocationLists', label: t('Revocation lists'), lines: true, hint: t('In PEM. When there are any, each certificate needs a current one of its issuer’s.') },
    {
      name: 'enabled',
      label: t('State'),
      asked: 'change',
      options: [
        { value: 'true', label: t('Enabled') },
        { value: 'false', label: t('Disabled') },
      ],
    },
  ],
  typed: (authority) => ({
    name: authority?.name ?? '',
    domain: authority?.domain ?? '',
    certificates: authority?.certificates ?? '',
    revocationLists: authority?.revocationLists ?? '',
    enabled: String(authority?.enabled ?? true),
  }),
  add: {
    label: t('Add node authority'),
    proof: true,
    said: ({ name }) => t('Node authority {0} added', name ?? ''),
    run: (tenant, typed) => createNodeAuthority({ path: { tenant: tenant.id }, body: { name: (typed['name'] ?? '').trim(), ...settings(typed) } }),
  },
  change: {
    proof: true,
    latest: (tenant, { id }) => getNodeAuthority({ path: { tenant: tenant.id, nodeAuthority: id }, ...LATEST }),
    run: (tenant, { id }, typed) => updateNodeAuthority({ path: { tenant: tenant.id, nodeAuthority: id }, body: { revocationLists: null, ...settings(typed), enabled: typed['enabled'] === 'true' } }),
  },
  actions: ({ name, operatorConsent }, { systemOperator }) => [
    ...(systemOperator
      ? [
          {
            title: operatorConsent ? t('Withdraw consent') : t('Consent'),
            question: operatorConsent ? t('Withdraw the consent to {0}?', name) : t('Consent to {0}?', name),
            text: operatorConsent ? t('No machine joins or renews by it until you consent again.') : t('Machines with its certificates join as nodes of the tenant.'),
            danger: operatorConsent,
            proof: true,
            run: (tenant: { id: string }, { id }: NodeAuthority) => consentToNodeAuthority({ path: { tenant: tenant.id, nodeAuthority: id }, body: { given: !operatorConsent } }),
            said: operatorConsent ? t('Consent to {0} withdrawn', name) : t('Consent to {0} given', name),
          },
        ]
      : []),
    {
      title: t('Delete'),
      question: t('Delete {0}?', name),
      text: t('No machine joins or renews by it. Nodes that have joined stay until they have to renew.'),
      danger: true,
      typed: name,
      proof: true,
      run: (tenant, { id }) => deleteNodeAuthority({ path: { tenant: tenant.id, nodeAuthority: id } }),
      said: t('{0} deleted', name),
    },
  ],
  sameAs: (tenant, { id, name }) => ({ path: `/api/v1/tenants/${tenant.id}/node-authorities/${id}`, commands: [`lightwave node-authority show -t ${tenant.name} ${name}`, `lightwave node-authority delete -t ${tenant.name} ${name}`] }),
};

export const NodeAuthoritiesPage = () => <ObjectsPage kind={AUTHORITIES} />;
