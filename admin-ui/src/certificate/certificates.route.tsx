import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { parseFilter } from './filter';
import { certificatesQuery } from './queries';

export const certificatesRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/certificates',
  validateSearch: parseFilter,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queryClient.prefetchInfiniteQuery(certificatesQuery(context.tenant.id, deps)),
  component: lazyRouteComponent(() => import('./certificates.page'), 'CertificatesPage'),
});
