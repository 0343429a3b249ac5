import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { signInPolicyQuery } from './queries';

export const signInPolicyRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/sign-in-policy',
  loader: ({ context }) => context.queryClient.ensureQueryData(signInPolicyQuery(context.tenant.id)),
  component: lazyRouteComponent(() => import('./sign-in-policy.page'), 'SignInPolicyPage'),
});
