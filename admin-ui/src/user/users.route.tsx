import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { usersQuery } from './queries';

export const usersRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/users',
  validateSearch: (search: Record<string, unknown>): { q?: string } => (typeof search['q'] === 'string' && search['q'] ? { q: search['q'] } : {}),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queryClient.prefetchInfiniteQuery(usersQuery(context.tenant.name, deps.q ?? '')),
  component: lazyRouteComponent(() => import('./users.page'), 'UsersPage'),
});
