import { listServiceProviders, pages } from '../api';

export const serviceProvidersQuery = (tenant: string) => pages(['service-providers', tenant], ({ signal }) => listServiceProviders({ path: { tenant }, signal }));
