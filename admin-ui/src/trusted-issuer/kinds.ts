import type { TrustedIssuer } from '../api';
import { t } from '../language/language';

export type Kind = TrustedIssuer['kind'];

interface KindWords {
  label: string;
  /** The issuer of the platform's public service; empty when each installation has its own. */
  issuer: string;
  /** An immutable claim to begin a rule with, and what its value looks like. */
  claim: string;
  example: string;
  /** What a rule may rest on. */
  advice: string;
}

export const KINDS: Record<Kind, KindWords> = {
  kubernetes: {
    label: t('Kubernetes'),
    issuer: '',
    claim: 'sub',
    example: 'system:serviceaccount:shop:payments',
    advice: t('The sub names the service account. Pin its uid as well, and an account made again under the same name gets nothing.'),
  },
  github: {
    label: t('GitHub Actions'),
    issuer: 'https://token.actions.githubusercontent.com',
    claim: 'repository_id',
    example: '1296269',
    advice: t('A rule needs repository_id or repository_owner_id: names can be given to somebody else, ids cannot.'),
  },
  gitlab: {
    label: t('GitLab CI'),
    issuer: 'https://gitlab.com',
    claim: 'project_id',
    example: '278964',
    advice: t('A rule needs project_id or namespace_id: paths can be given to somebody else, ids cannot.'),
  },
  gcp: {
    label: t('Google Cloud'),
    issuer: 'https://accounts.google.com',
    claim: 'google.compute_engine.instance_id',
    example: '4520031799277581759',
    advice: t('A rule needs sub, the unique id of a service account, or the number of an instance or project.'),
  },
  azure: {
    label: t('Azure managed identities'),
    issuer: '',
    claim: 'oid',
    example: '2d3a1c7e-5f3b-4f0a-9c1d-8f2f1f0f7a10',
    advice: t('A rule needs oid or sub, which are the managed identity: names of resources can be given to others.'),
  },
  ec2: {
    label: t('AWS instance documents'),
    issuer: 'https://ec2.eu-central-1.amazonaws.com',
    claim: 'accountId',
    example: '123456789012',
    advice: t('A rule needs accountId or instanceId. One issuer for each region, with the certificate that AWS publishes for it.'),
  },
  'azure-vm': {
    label: t('Azure attested data'),
    issuer: 'https://metadata.azure.com',
    claim: 'vmId',
    example: '02aab8a4-74ef-476e-8182-f6d2ba4166a6',
    advice: t('A rule needs vmId or subscriptionId. The certificates are those that signed the one of metadata.azure.com.'),
  },
  oidc: {
    label: t('OpenID Connect'),
    issuer: '',
    claim: 'sub',
    example: '',
    advice: t('A rule needs sub, a claim whose name ends in _id, or one that the trusted issuer lists as immutable.'),
  },
};
