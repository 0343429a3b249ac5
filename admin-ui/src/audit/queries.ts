import { listAudit, pages } from '../api';

/** Which entries to read; it lives in the address, so that a trail can be sent to somebody. */
export interface AuditFilter {
  action?: string;
  outcome?: string;
  actor?: string;
  requestId?: string;
}

export function parseAuditFilter(search: Record<string, unknown>): AuditFilter {
  const text = (key: keyof AuditFilter) => {
    const value = search[key];
    return (typeof value === 'string' || typeof value === 'number') && value !== '' ? { [key]: String(value) } : {};
  };
  return { ...text('action'), ...text('outcome'), ...text('actor'), ...text('requestId') };
}

/** The next entries that match; the server looks at so many at a time, and there may be none among them. */
async function nextEntries(tenant: string, filter: AuditFilter, first: string | undefined, signal: AbortSignal) {
  let cursor = first;
  for (;;) {
    // Each page names the next one.
    // oxlint-disable-next-line no-await-in-loop
    const page = await listAudit({ path: { tenant }, query: { cursor, ...filter }, signal });
    if (page.items.length > 0 || !page.nextCursor) return page;
    cursor = page.nextCursor;
  }
}

export const auditQuery = (tenant: string, filter: AuditFilter) =>
  pages(['audit', tenant, filter], ({ cursor, signal }) => nextEntries(tenant, filter, cursor, signal));
