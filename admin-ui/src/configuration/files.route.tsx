import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';

export const filesRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/files',
  component: lazyRouteComponent(() => import('./files.page'), 'FilesPage'),
});
