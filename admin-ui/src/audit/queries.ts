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

export const auditQuery = (tenant: string, filter: AuditFilter) =>
  pages(['audit', tenant, filter], ({ cursor, signal }) => listAudit({ path: { tenant }, query: { cursor, ...filter }, signal }));
