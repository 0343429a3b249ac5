import { type AuditCheck, verifyAudit } from '../api';

/** What a look at the whole trail has shown so far. */
export interface Verification extends Pick<AuditCheck, 'seals' | 'events' | 'unsealed' | 'removedUpTo' | 'findings'> {
  /** The last seal, to be noted elsewhere; undefined when there is none. */
  anchor: string | undefined;
  /** When that seal was made. */
  sealedAt: string | undefined;
}

const NOTHING: Verification = { seals: 0, events: 0, unsealed: 0, removedUpTo: 0, findings: [], anchor: undefined, sealedAt: undefined };

/**
 * Checks the trail against its seals from the oldest to the newest, part by part.
 *
 * @param anchor a seal that was noted before; empty for none
 * @param onPart is told after each part what was found until then
 */
export async function verifyTrail(tenant: string, anchor: string, onPart: (sofar: Verification) => void): Promise<Verification> {
  let found = NOTHING;
  let cursor: string | undefined;
  do {
    // Each part names the next one.
    // oxlint-disable-next-line no-await-in-loop
    const part: AuditCheck = await verifyAudit({ path: { tenant }, query: { ...(anchor && { anchor }), ...(cursor && { cursor }) } });
    found = {
      seals: found.seals + part.seals,
      events: found.events + part.events,
      unsealed: part.unsealed,
      removedUpTo: part.removedUpTo,
      findings: [...found.findings, ...part.findings],
      anchor: part.head ? `${part.head.number}:${part.head.hash}` : found.anchor,
      sealedAt: part.head?.sealedAt ?? found.sealedAt,
    };
    cursor = part.nextCursor;
    onPart(found);
  } while (cursor);
  return found;
}
