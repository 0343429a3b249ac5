import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { schemaQuery } from './queries';

export const schemaRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/schema',
  validateSearch: (search: Record<string, unknown>): { q?: string } => ((typeof search['q'] === 'string' || typeof search['q'] === 'number') && search['q'] !== '' ? { q: String(search['q']) } : {}),
  loader: ({ context }) => void context.queryClient.prefetchQuery(schemaQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./schema.page'), 'SchemaPage'),
});
