const PLAIN = /^[A-Za-z_/][\w./:@ -]*$/;
const WORDS = /^(true|false|null|yes|no|on|off|y|n|~)$/i;

/** A text as YAML writes it: plain where nothing could be taken for something else, quoted as in JSON otherwise. */
const scalar = (value: unknown): string =>
  typeof value === 'string' && PLAIN.test(value) && !WORDS.test(value) && !value.includes(': ') && !/[ :]$/.test(value) ? value : JSON.stringify(value);

const isEmpty = (value: object) => Object.keys(value).length === 0;

/** JSON data as YAML 1.2. */
export function toYaml(value: unknown, indent = ''): string {
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'object' && item !== null && !isEmpty(item) ? `${indent}- ${toYaml(item, `${indent}  `).trimStart()}` : `${indent}- ${flat(item)}`)).join('\n');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) =>
        typeof member === 'object' && member !== null && !isEmpty(member) ? `${indent}${scalar(key)}:\n${toYaml(member, `${indent}  `)}` : `${indent}${scalar(key)}: ${flat(member)}`,
      )
      .join('\n');
  }
  return `${indent}${scalar(value)}`;
}

const flat = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : scalar(value));
