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

export const claimRuleInWords = ({ claim, value, group }: ClaimRule): string => ruleInWords({ from: `${claim}=${value}`, group });

/** A line as typed; undefined when it is none. */
export function claimRule(line: string): ClaimRule | undefined {
  const rule = typedRule(line);
  const equals = rule?.from.indexOf('=') ?? -1;
  return rule && equals > 0 ? { claim: rule.from.slice(0, equals).trim(), value: rule.from.slice(equals + 1).trim(), group: rule.group } : undefined;
}
