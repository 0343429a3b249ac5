import { listSessions, pages } from '../api';

export const sessionsQuery = (tenant: string) => pages(['sessions', tenant], ({ cursor, signal }) => listSessions({ path: { tenant }, query: { cursor }, signal }));
