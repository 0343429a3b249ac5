import IdCardIcon from '@patternfly/react-icons/dist/esm/icons/id-card-icon';
import { type AcmeCredential, createAcmeCredential, deleteAcmeCredential, listAcmeCredentials } from '../api';
import { t } from '../language/language';
import { durationError, typedDuration } from '../password-policy/duration';
import { lines } from '../ui/form';
import { Moment } from '../ui/Moment';
import { Values } from '../ui/Values';
import type { Kind } from './kind';
import { ObjectsPage } from './ObjectsPage';

const CREDENTIALS: Kind<AcmeCredential> = {
  name: 'acme-credentials',
  title: t('ACME credentials'),
  description: t('External account bindings (RFC 8555 §7.3.4): with one, an ACME client makes an account, and gets certificates for a subject and names below its zones. One for CMP (RFC 9483) earns one certificate of the subject’s own.'),
  icon: IdCardIcon,
  empty: { title: t('No ACME credentials yet'), text: t('Make one for certbot, cert-manager or another ACME client. Its key is shown once, and makes one account.') },
  columns: [
    { title: t('Subject'), width: 20, cell: ({ subject }) => <span className="lw-strong">{subject || '–'}</span> },
    { title: t('Protocol'), width: 10, cell: ({ protocol }) => protocol.toUpperCase() },
    { title: t('DNS zones'), cell: ({ dnsZones }) => <Values values={dnsZones} /> },
    { title: t('Addresses'), cell: ({ ipRanges }) => <Values values={ipRanges} /> },
    { title: t('Wildcards'), cell: ({ wildcards }) => (wildcards ? t('Yes') : t('No')) },
    { title: t('Used'), cell: ({ used }) => (used ? t('Yes') : t('No')) },
    { title: t('Good until'), cell: ({ expiresAt }) => (expiresAt ? <Moment at={expiresAt} /> : '–') },
  ],
  nameOf: ({ id, subject }) => subject || id,
  list: (tenant, { cursor, signal }) => listAcmeCredentials({ path: { tenant: tenant.id }, query: { cursor }, signal }),
  fields: [
    {
      name: 'protocol',
      label: t('Protocol'),
      hint: t('Whoever has one for CMP becomes the subject: only administrators make it, without zones and for workloads and clients.'),
      options: [
        { value: 'acme', label: 'ACME' },
        { value: 'cmp', label: 'CMP' },
      ],
    },
    { name: 'subject', label: t('Subject'), required: true, hint: t('The name of a workload, a client or a node.'), placeholder: 'shop/payments' },
    { name: 'dnsZones', label: t('DNS zones'), lines: true, hint: t('One per line. Each allows its own name and every name below it.') },
    { name: 'ipRanges', label: t('Addresses'), lines: true, hint: t('Ranges such as 10.1.0.0/16, one per line.') },
    {
      name: 'wildcards',
      label: t('Wildcards below the zones'),
      options: [
        { value: 'false', label: t('Not allowed') },
        { value: 'true', label: t('Allowed') },
      ],
    },
    { name: 'expiresIn', label: t('Good for'), hint: t('Such as 7 days; it has to be used within it.'), check: durationError },
  ],
  typed: () => ({ protocol: 'acme', subject: '', dnsZones: '', ipRanges: '', wildcards: 'false', expiresIn: '' }),
  add: {
    label: t('Make ACME credential'),
    proof: true,
    said: ({ subject }) => t('ACME credential for {0} made', subject ?? ''),
    run: (tenant, { protocol, subject = '', dnsZones = '', ipRanges = '', wildcards, expiresIn = '' }) =>
      createAcmeCredential({
        path: { tenant: tenant.id },
        body: { protocol: protocol === 'cmp' ? 'cmp' : 'acme', subject: subject.trim(), dnsZones: lines(dnsZones), ipRanges: lines(ipRanges), wildcards: wildcards === 'true', ...(expiresIn.trim() && { expiresIn: typedDuration(expiresIn) }) },
      }),
    once: ({ keyId, hmacKey }: AcmeCredential) => [
      { label: t('Key identifier'), value: keyId ?? '' },
      { label: t('HMAC key'), value: hmacKey ?? '' },
    ],
  },
  actions: (credential) => [
    {
      title: t('Delete'),
      question: t('Delete {0}?', credential.subject || credential.id),
      text: t('No account can be made with it, and the account that was made with it gets no more certificates. This cannot be undone.'),
      danger: true,
      run: (tenant, { id }) => deleteAcmeCredential({ path: { tenant: tenant.id, acmeCredential: id } }),
      said: t('{0} deleted', credential.subject || credential.id),
    },
  ],
  sameAs: (tenant, { id }) => ({ path: `/api/v1/tenants/${tenant.id}/acme-credentials/${id}`, commands: [`lightwave acme-credential show -t ${tenant.name} ${id}`, `lightwave acme-credential delete -t ${tenant.name} ${id}`] }),
};

export const AcmeCredentialsPage = () => <ObjectsPage kind={CREDENTIALS} />;
