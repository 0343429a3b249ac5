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

/** When a stream is opened again that the browser has given up, since the server is too busy or away. */
const AGAIN_AFTER_MS = 30_000;

/**
 * Follows what becomes of a tenant's certificates while the page is seen, since a browser has few connections for all
 * its tabs; gives the way to stop. When the stream ends the browser comes in anew by itself, with the id that it saw last.
 */
export function watchCertificates(tenant: string, follower: CertificateFollower): () => void {
  let stream: EventSource | undefined;
  let again: number | undefined;

  const close = () => {
    window.clearTimeout(again);
    stream?.close();
    stream = undefined;
  };

  const open = () => {
    close();
    const opened = new EventSource(`/api/v1/tenants/${encodeURIComponent(tenant)}/certificates/events`);
    stream = opened;
    opened.addEventListener('open', follower.begun, { once: true });
    opened.addEventListener('resync', follower.lost);
    for (const kind of KINDS) opened.addEventListener(kind, ({ data }: MessageEvent<string>) => follower.hears(kind, JSON.parse(data) as Certificate));
    opened.addEventListener('error', () => {
      if (opened.readyState === EventSource.CLOSED) again = window.setTimeout(open, AGAIN_AFTER_MS);
    });
  };

  const look = () => {
    if (document.visibilityState !== 'visible') close();
    else if (!stream) open();
  };

  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    close();
  };
}
