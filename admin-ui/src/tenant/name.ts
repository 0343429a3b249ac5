import { t } from '../language/texts';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})+$`);

/** What keeps a text from being a tenant's name; undefined when nothing does. */
export function tenantNameError(name: string): string | undefined {
  if (!name) return t('Enter a domain name, for example acme.example.');
  if (name !== name.toLowerCase()) return t('Use lower case only.');
  if (!name.includes('.')) return t('A tenant name has at least two labels, for example acme.example.');
  if (!DOMAIN.test(name)) return t('This is not a domain name: letters, digits and hyphens, in labels separated by dots.');
  if (/\.\d+$/.test(name)) return t('The last label must not be a number.');
  return undefined;
}

/** The directory suffix of a tenant: acme.example is dc=acme,dc=example. */
export const suffixOf = (name: string): string =>
  name
    .split('.')
    .map((label) => `dc=${label}`)
    .join(',');

export const trustDomainOf = (name: string): string => `spiffe://${name}`;
