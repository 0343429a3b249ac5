import type { NewRule, TrustedIssuer } from '../api';
import { KINDS } from '../trusted-issuer/kinds';

/** One line of a rule as it is typed. */
export interface Claim {
  key: number;
  name: string;
  value: string;
}

export interface RuleValues {
  issuer: string;
  claims: Claim[];
}

/** A rule to begin with: the issuer's usual claim, still without a value. */
export function ruleFor(issuer: TrustedIssuer | undefined): RuleValues {
  return { issuer: issuer?.issuer ?? '', claims: [{ key: 0, name: issuer ? KINDS[issuer.kind].claim : '', value: '' }] };
}

/** What keeps the claims from being a rule; undefined when nothing does. */
export function claimsError(claims: readonly Claim[]): string | undefined {
  const given = claims.filter(({ name, value }) => name.trim() || value.trim());
  if (given.length === 0) return 'Name at least one claim and its value.';
  if (given.some(({ name, value }) => !name.trim() || !value.trim())) return 'Each claim needs a name and a value.';
  if (new Set(given.map(({ name }) => name.trim())).size < given.length) return 'Each claim may be named once.';
  return undefined;
}

export function newRule({ issuer, claims }: RuleValues): NewRule {
  const given = claims.filter(({ name }) => name.trim());
  return { issuer, claims: Object.fromEntries(given.map(({ name, value }) => [name.trim(), value.trim()])) };
}
