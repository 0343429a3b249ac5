import CertificateIcon from '@patternfly/react-icons/dist/esm/icons/certificate-icon';
import { type CertificateProfile, createCertificateProfile, deleteCertificateProfile, getCertificateProfile, LATEST, listCertificateProfiles, type NewCertificateProfile, updateCertificateProfile } from '../api';
import { t } from '../language/language';
import { durationError, durationInWords, typedDuration } from '../password-policy/duration';
import { lines } from '../ui/form';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';
import type { Kind, Typed } from './kind';
import { ObjectsPage } from './ObjectsPage';

/** What was typed, as the server takes it: it says itself what it does not know. */
const bodyOf = ({ enabled, holders = '', groups = '', keyTypes = '', lifetime = '', extendedKeyUsage = '', names = '' }: Typed) =>
  ({
    enabled: enabled === 'true',
    holders: lines(holders) as NewCertificateProfile['holders'],
    groups: lines(groups),
    ...(lines(keyTypes).length > 0 && { keyTypes: lines(keyTypes) as NonNullable<NewCertificateProfile['keyTypes']> }),
    lifetime: typedDuration(lifetime) ?? '',
    extendedKeyUsage: lines(extendedKeyUsage) as NewCertificateProfile['extendedKeyUsage'],
    names: lines(names),
  }) satisfies Partial<NewCertificateProfile>;

const PROFILES: Kind<CertificateProfile> = {
  name: 'certificate-profiles',
  title: t('Certificate profiles'),
  description: t('What certificates of the tenant may be: who may have one, for which keys, how long, for what and under which names.'),
  icon: CertificateIcon,
  empty: { title: t('No certificate profiles'), text: t('A tenant has the built-in profiles from the start.') },
  columns: [
    { title: t('Name'), width: 20, cell: ({ name }) => <span className="lw-strong">{name}</span> },
    { title: t('Holders'), cell: ({ holders }) => <Values values={holders} /> },
    { title: t('Good for'), cell: ({ lifetime }) => durationInWords(lifetime) },
    { title: t('Usage'), cell: ({ extendedKeyUsage }) => <Values values={extendedKeyUsage} /> },
    { title: t('Built in'), cell: ({ builtIn }) => (builtIn ? t('Yes') : t('No')) },
    { title: t('State'), cell: ({ enabled }) => <EnabledLabel enabled={enabled} /> },
  ],
  nameOf: ({ name }) => name,
  list: (tenant, { signal }) => listCertificateProfiles({ path: { tenant: tenant.id }, signal }),
  fields: [
    { name: 'name', label: t('Name'), required: true, asked: 'new', placeholder: 'build', hint: t('Small letters, digits and hyphens.') },
    {
      name: 'enabled',
      label: t('State'),
      options: [
        { value: 'true', label: t('Enabled') },
        { value: 'false', label: t('Disabled') },
      ],
    },
    { name: 'holders', label: t('Holders'), lines: true, required: true, hint: t('One per line: workload, client, node.') },
    { name: 'groups', label: t('Groups'), lines: true, hint: t('A holder has to be in one of them; one per line, any when empty.') },
    { name: 'keyTypes', label: t('Kinds of keys'), lines: true, hint: t('One per line: ec-p256, ec-p384, rsa, ed25519, ml-dsa-65; any but the last when empty.') },
    { name: 'lifetime', label: t('Good for'), required: true, hint: t('From 5 minutes to 398 days.'), check: durationError },
    { name: 'extendedKeyUsage', label: t('Usage'), lines: true, hint: t('One per line: serverAuth, clientAuth, codeSigning.') },
    { name: 'names', label: t('Names'), lines: true, hint: t('Templates, one per line, such as dns:{name}.build.example; the usual names of the holder when empty.') },
  ],
  typed: (profile) => ({
    name: profile?.name ?? '',
    enabled: String(profile?.enabled ?? true),
    holders: (profile?.holders ?? ['workload']).join('\n'),
    groups: (profile?.groups ?? []).join('\n'),
    keyTypes: (profile?.keyTypes ?? []).join('\n'),
    lifetime: durationInWords(profile?.lifetime ?? 'PT24H'),
    extendedKeyUsage: (profile?.extendedKeyUsage ?? ['clientAuth']).join('\n'),
    names: (profile?.names ?? []).join('\n'),
  }),
  add: {
    label: t('Create certificate profile'),
    proof: true,
    said: ({ name }) => t('Certificate profile {0} created', name ?? ''),
    run: (tenant, typed) => createCertificateProfile({ path: { tenant: tenant.id }, body: { name: (typed['name'] ?? '').trim(), ...bodyOf(typed) } }),
  },
  change: {
    proof: true,
    latest: (tenant, { name }) => getCertificateProfile({ path: { tenant: tenant.id, certificateProfile: name }, ...LATEST }),
    run: (tenant, profile, typed) => {
      const body = bodyOf(typed);
      // The built-in ones take only what is different: their names are not templates.
      const { names, ...rest } = body;
      return updateCertificateProfile({ path: { tenant: tenant.id, certificateProfile: profile.name }, body: names.join() === profile.names.join() ? rest : body });
    },
  },
  actions: ({ name, builtIn }) =>
    builtIn
      ? []
      : [
          {
            title: t('Delete'),
            question: t('Delete {0}?', name),
            text: t('No more certificates are issued by it; those that were stay good until they end. This cannot be undone.'),
            danger: true,
            typed: name,
            proof: true,
            run: (tenant, profile) => deleteCertificateProfile({ path: { tenant: tenant.id, certificateProfile: profile.name } }),
            said: t('{0} deleted', name),
          },
        ],
  sameAs: (tenant, { name }) => ({
    path: `/api/v1/tenants/${tenant.id}/certificate-profiles/${name}`,
    commands: [`lightwave certificate-profile show -t ${tenant.name} ${name}`, `lightwave certificate-profile update -t ${tenant.name} ${name} lifetime=PT12H`],
  }),
};

export const CertificateProfilesPage = () => <ObjectsPage kind={PROFILES} />;
