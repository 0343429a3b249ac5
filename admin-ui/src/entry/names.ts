import type { Tenant } from '../api';

/** The topmost name of a tenant's directory (RFC 2247). */
export const suffixOf = ({ name }: Tenant): string => name.split('.').map((label) => `dc=${label}`).join(',');

/** The relative name that a distinguished name begins with; a comma may stand in it behind a backslash. */
export const rdnOf = (dn: string): string => /^(?:\\.|[^\\,])*/.exec(dn)?.[0] ?? dn;

/** The name of the entry above; empty when there is none. */
export const parentOf = (dn: string): string => dn.slice(rdnOf(dn).length + 1);

/** The attributes that a relative name is made of, in lower case. */
export const typesOf = (rdn: string): string[] => rdn.split('+').flatMap((part) => (part.includes('=') ? [part.split('=', 1)[0]?.trim().toLowerCase() ?? ''] : []));
