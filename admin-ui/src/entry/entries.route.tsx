import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { suffixOf } from './names';
import { childrenQuery } from './queries';

export const entriesRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/directory',
  validateSearch: ({ entry }: { entry?: unknown }): { entry?: string } => (typeof entry === 'string' && entry ? { entry } : {}),
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(childrenQuery(context.tenant.id, suffixOf(context.tenant))),
  component: lazyRouteComponent(() => import('./entries.page'), 'EntriesPage'),
});
