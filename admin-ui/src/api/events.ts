import type { Certificate } from './generated';

const KINDS = ['issued', 'renewed', 'held', 'released', 'revoked'] as const;

/** What can become of a certificate. */
export type CertificateEventKind = (typeof KINDS)[number];

/** Who is told. */
export interface CertificateFollower {
  /** From now on everything is told. */
  begun: () => void;
  hears: (kind: CertificateEventKind, certificate: Certificate) => void;
  /** More has happened than is told: only reading anew says how things are. */
  lost: () => void;
}

/**
 * Follows what becomes of a tenant's certificates; gives the way to stop.
 * When the stream ends the browser comes in anew by itself, with the id that it saw last.
 */
export function watchCertificates(tenant: string, follower: CertificateFollower): () => void {
  const stream = new EventSource(`/api/v1/tenants/${encodeURIComponent(tenant)}/certificates/events`);
  stream.addEventListener('open', follower.begun, { once: true });
  stream.addEventListener('resync', follower.lost);
  for (const kind of KINDS) stream.addEventListener(kind, ({ data }: MessageEvent<string>) => follower.hears(kind, JSON.parse(data) as Certificate));
  return () => stream.close();
}
