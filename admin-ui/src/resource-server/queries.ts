import { listResourceServers, pages } from '../api';

export const resourceServersQuery = (tenant: string) =>
  pages(['resource-servers', tenant], ({ cursor, signal }) => listResourceServers({ path: { tenant }, query: { cursor }, signal }));
