import type { NewRule, NewTrustedIssuer } from '../api';
import { t } from '../language/language';
import { KINDS } from '../trusted-issuer/kinds';
import { type Errors, keySetError, parseKeySet } from '../ui/form';

/** Where the first workload runs, and by what it is known. */
export interface FirstWorkload {
  platform: 'host' | 'kubernetes' | 'github';
  name: string;
  node: string;
  uid: string;
  issuer: string;
  jwks: string;
  serviceAccount: string;
  repositoryId: string;
}

export const PLATFORMS: readonly { value: FirstWorkload['platform']; label: string }[] = [
  { value: 'host', label: t('A Linux host, with our agent') },
  { value: 'kubernetes', label: t('A Kubernetes cluster') },
  { value: 'github', label: t('GitHub Actions') },
];

export function firstWorkloadErrors(values: FirstWorkload): Errors<FirstWorkload> {
  const on = (platform: FirstWorkload['platform'], wrong: string | false | undefined) => (values.platform === platform && wrong ? wrong : undefined);
  return {
    name: /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(values.name.trim()) ? undefined : t('Enter a name, for example shop/payments.'),
    node: on('host', !values.node.trim() && t('Enter the host name.')),
    uid: on('host', !/^\d+$/.test(values.uid.trim()) && t('Enter a number.')),
    issuer: on('kubernetes', !URL.canParse(values.issuer.trim()) && t('Enter the issuer, an absolute URL.')),
    jwks: on('kubernetes', values.jwks.trim() ? keySetError(values.jwks) : undefined),
    serviceAccount: on('kubernetes', !/^[^:\s]+:[^:\s]+$/.test(values.serviceAccount.trim()) && t('Write it as NAMESPACE:NAME.')),
    repositoryId: on('github', !/^\d+$/.test(values.repositoryId.trim()) && t('Enter a number.')),
  };
}

/** The platform as a trusted issuer; undefined for a host, which its own agent vouches for. */
export function issuerOf(values: FirstWorkload): NewTrustedIssuer | undefined {
  if (values.platform === 'host') return undefined;
  if (values.platform === 'github') return { issuer: KINDS.github.issuer, kind: 'github', name: 'github' };
  return { issuer: values.issuer.trim(), kind: 'kubernetes', name: 'cluster', ...(values.jwks.trim() && { jwks: parseKeySet(values.jwks) }) };
}

export function ruleOf(values: FirstWorkload): NewRule {
  switch (values.platform) {
    case 'host':
      return { node: values.node.trim(), selectors: [`unix:uid:${values.uid.trim()}`] };
    case 'kubernetes':
      return { issuer: values.issuer.trim(), claims: { sub: `system:serviceaccount:${values.serviceAccount.trim()}` } };
    case 'github':
      return { issuer: KINDS.github.issuer, claims: { repository_id: values.repositoryId.trim() } };
  }
}
