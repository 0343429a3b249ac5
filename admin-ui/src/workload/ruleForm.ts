import type { NewRule, TrustedIssuer } from '../api';
import { t } from '../language/language';
import { KINDS } from '../trusted-issuer/kinds';
import { type Errors, lines } from '../ui/form';

/** One line of a rule as it is typed. */
export interface Claim {
  key: number;
  name: string;
  value: string;
}

/** What stands for the agent of a node where otherwise a trusted issuer is named. */
export const NODE = 'node';

export interface RuleValues {
  /** A trusted issuer, or NODE. */
  issuer: string;
  claims: Claim[];
  node: string;
  selectors: string;
}

/** A rule to begin with: the issuer's usual claim, still without a value; of a node when there is no issuer. */
export function ruleFor(issuer: TrustedIssuer | undefined): RuleValues {
  return { issuer: issuer?.issuer ?? NODE, claims: [{ key: 0, name: issuer ? KINDS[issuer.kind].claim : '', value: '' }], node: '', selectors: '' };
}

/** What keeps the claims from being a rule; undefined when nothing does. */
export function claimsError(claims: readonly Claim[]): string | undefined {
  const given = claims.filter(({ name, value }) => name.trim() || value.trim());
  if (given.length === 0) return t('Name at least one claim and its value.');
  if (given.some(({ name, value }) => !name.trim() || !value.trim())) return t('Each claim needs a name and a value.');
  if (new Set(given.map(({ name }) => name.trim())).size < given.length) return t('Each claim may be named once.');
  return undefined;
}

export function ruleErrors({ issuer, claims, node, selectors }: RuleValues): Errors<RuleValues> {
  if (issuer !== NODE) return { claims: claimsError(claims) };
  return {
    node: node.trim() ? undefined : t('Name the node: its host name, or *. and the end of the names of several.'),
    selectors: selectorsError(node, lines(selectors)),
  };
}

function selectorsError(node: string, selectors: readonly string[]): string | undefined {
  if (selectors.length === 0) return t('Name at least one selector, for example unix:uid:1000.');
  if (node.trim().startsWith('*') && !selectors.some((selector) => selector.startsWith('k8s:')))
    return t('For several nodes name a selector of Kubernetes, which the cluster confirms. Rules that believe each node alone (unchecked) are made by the command line.');
  return undefined;
}

export function newRule({ issuer, claims, node, selectors }: RuleValues): NewRule {
  if (issuer === NODE) return { node: node.trim(), selectors: lines(selectors) };
  const given = claims.filter(({ name }) => name.trim());
  return { issuer, claims: Object.fromEntries(given.map(({ name, value }) => [name.trim(), value.trim()])) };
}
