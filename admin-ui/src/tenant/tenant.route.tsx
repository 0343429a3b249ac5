import { createRoute } from '@tanstack/react-router';
import { consoleRoute } from '../app/console.route';
import { tenantQuery } from './queries';

/** One tenant, and everything in it; `tenant` is its id, or its name. */
export const tenantRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/tenants/$tenant',
  beforeLoad: async ({ context, params }) => ({ tenant: await context.queryClient.ensureQueryData(tenantQuery(params.tenant)) }),
});
