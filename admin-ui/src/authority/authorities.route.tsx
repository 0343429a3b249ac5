import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { authoritiesQuery, rotationsQuery, sshAuthoritiesQuery } from './queries';

export const authoritiesRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/authorities',
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(authoritiesQuery(context.tenant.id));
    void context.queryClient.prefetchQuery(rotationsQuery(context.tenant.id));
  },
  component: lazyRouteComponent(() => import('./authorities.page'), 'AuthoritiesPage'),
});

export const sshRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/ssh',
  loader: ({ context }) => void context.queryClient.prefetchQuery(sshAuthoritiesQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./ssh.page'), 'SshPage'),
});
