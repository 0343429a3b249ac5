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
