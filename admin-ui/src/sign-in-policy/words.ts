import type { AuthenticationPolicy } from '../api';
import { t } from '../language/language';
import { lines } from '../ui/form';

export type First = AuthenticationPolicy['firstFactors'][number];
export type Second = AuthenticationPolicy['secondFactors'][number];
export type Context = AuthenticationPolicy['contexts'][number];
type Root = NonNullable<AuthenticationPolicy['passkeys']['attestationRoots']>[number];
type Factor = NonNullable<Context['methods']>[number][number];

export const FIRST: Record<First, string> = {
  password: t('Password'),
  passkey: t('Passkey'),
  'identity-provider': t('Another provider'),
  certificate: t('Certificate'),
};

export const SECOND: Record<Second, string> = {
  'one-time-code': t('One-time code'),
  'email-code': t('Code by e-mail'),
  passkey: t('Passkey'),
  certificate: t('Certificate'),
};

export const DEMANDS: Record<AuthenticationPolicy['secondFactor'], string> = {
  'when-asked': t('Only when an application asks, and for the account pages'),
  enrolled: t('Of everybody who has one'),
  required: t('Of everybody; who has none sets one up'),
};

const FACTORS: ReadonlySet<string> = new Set<Factor>(['password', 'one-time-code', 'passkey', 'email-code', 'certificate', 'identity-provider', 'strong-identity-provider']);

/** Which certificates of the tenant's own authority count. */
export const OWN_AUTHORITY = {
  enrolled: t('Once their owner has enrolled one'),
  issued: t('As they are issued'),
} as const;

/** One combination: `password + one-time-code`. */
export const methodInWords = (method: readonly string[]): string => method.join(' + ');

/** One context on a line: `2: passkey | password + one-time-code`. */
export const contextInWords = ({ acr, methods }: Context): string => `${acr}: ${(methods ?? []).map(methodInWords).join(' | ')}`;

/** A line as typed; undefined when it is none. */
export function typedContext(line: string): Context | undefined {
  const colon = line.lastIndexOf(':');
  if (colon < 1) return undefined;
  const methods = line
    .slice(colon + 1)
    .split('|')
    .map((method) => method.split('+').map((factor) => factor.trim()));
  const known = methods.every((method) => method.every((factor) => FACTORS.has(factor)));
  return known ? { acr: line.slice(0, colon).trim(), methods: methods as Factor[][] } : undefined;
}

const PEM = /(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----)/;

/** Of each authority its certificate, and below that the models that it may attest. */
export const rootsInWords = (roots: readonly Root[]): string => roots.map(({ certificate, aaguids }) => [certificate.trim(), ...(aaguids ?? [])].join('\n')).join('\n');

/** Authorities as typed; undefined when something stands before the first. */
export function typedRoots(text: string): Root[] | undefined {
  const [before = '', ...parts] = text.split(PEM);
  if (before.trim()) return undefined;
  return parts.flatMap((certificate, at) => (at % 2 === 0 ? [{ certificate, aaguids: lines(parts[at + 1] ?? '') }] : []));
}
