import { listAccessRules, pages } from '../api';

export const accessRulesQuery = (tenant: string) =>
  pages(['access-rules', tenant], ({ cursor, signal }) => listAccessRules({ path: { tenant }, query: { cursor }, signal }));
