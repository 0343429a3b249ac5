/** One rule on a line: `from -> group`; the last arrow counts. */
export interface Rule {
  from: string;
  group: string;
}

export const ruleInWords = ({ from, group }: Rule): string => `${from} -> ${group}`;

/** A line as typed; undefined when it is none. */
export function typedRule(line: string): Rule | undefined {
  const arrow = line.lastIndexOf('->');
  const rule = { from: line.slice(0, Math.max(arrow, 0)).trim(), group: line.slice(arrow + 2).trim() };
  return arrow > 0 && rule.from && rule.group ? rule : undefined;
}

/** A rule by a claim or attribute: `claim=value -> group`. */
export interface ClaimRule {
  claim: string;
  value: string;
  group: string;
}

export const claimRuleInWords = ({ claim, value, group }: ClaimRule): string => ruleInWords({ from: requiredClaimInWords({ claim, value }), group });

/** A line as typed; undefined when it is none. */
export function claimRule(line: string): ClaimRule | undefined {
  const rule = typedRule(line);
  const claim = rule && requiredClaim(rule.from);
  return rule && claim ? { ...claim, group: rule.group } : undefined;
}

/** What has to be said of everybody: `claim=value`. */
export type RequiredClaim = Omit<ClaimRule, 'group'>;

export const requiredClaimInWords = ({ claim, value }: RequiredClaim): string => `${claim}=${value}`;

/** A line as typed; undefined when it is none. */
export function requiredClaim(line: string): RequiredClaim | undefined {
  const equals = line.indexOf('=');
  const required = { claim: line.slice(0, Math.max(equals, 0)).trim(), value: line.slice(equals + 1).trim() };
  return required.claim && required.value ? required : undefined;
}
