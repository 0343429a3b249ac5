import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { certificateQuery } from './queries';

export const certificateRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/certificates/$certificate',
  loader: ({ context, params }) => context.queryClient.ensureQueryData(certificateQuery(context.tenant.id, params.certificate)),
  component: lazyRouteComponent(() => import('./certificate.page'), 'CertificatePage'),
});
