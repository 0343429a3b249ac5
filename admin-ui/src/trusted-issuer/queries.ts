import { listTrustedIssuers, pages } from '../api';

export const trustedIssuersQuery = (tenant: string) =>
  pages(['trusted-issuers', tenant], ({ cursor, signal }) => listTrustedIssuers({ path: { tenant }, query: { cursor }, signal }));
