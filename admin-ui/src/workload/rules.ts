import type { Rule } from '../api';

/** What a rule asks for, one entry per claim or selector. */
export const claimLines = (rule: Rule): string[] => rule.selectors ?? Object.entries(rule.claims ?? {}).map(([name, value]) => `${name} = ${String(value)}`);

/** A rule's claims or selectors in one line. */
export const claimText = (rule: Rule): string => claimLines(rule).join(', ');
