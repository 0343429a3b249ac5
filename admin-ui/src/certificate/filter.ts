import type { Certificate } from '../api';
import { t } from '../language/language';

export const STATES = ['valid', 'expired', 'revoked', 'held'] as const satisfies readonly Certificate['state'][];
export const ATTRIBUTES = { spiffeId: t('SPIFFE ID'), san: t('Alternative name'), serial: t('Serial number'), fingerprint: t('Fingerprint') } as const;
export const WITHIN = { 1: t('24 hours'), 7: t('7 days'), 30: t('30 days'), 90: t('90 days') } as const;

export type Attribute = keyof typeof ATTRIBUTES;

/** What certificates to list; it lives in the address, so that a list can be sent to somebody. */
export interface CertificateFilter {
  state?: Certificate['state'];
  by?: Attribute;
  value?: string;
  /** Expiring in this many days, or expired. */
  within?: number;
}

export function parseFilter(search: Record<string, unknown>): CertificateFilter {
  const state = STATES.find((known) => known === search['state']);
  const by = (Object.keys(ATTRIBUTES) as Attribute[]).find((known) => known === search['by']);
  const value = search['value'];
  const within = Number(search['within']);
  return {
    ...(state && { state }),
    // A serial number of digits only arrives as a number.
    ...(by && (typeof value === 'string' || typeof value === 'number') && value !== '' && { by, value: String(value) }),
    ...(within in WITHIN && { within }),
  };
}
