import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant/tenant.route';
import { lockoutPolicyQuery, passwordPolicyQuery, throttlePolicyQuery } from './queries';

export const passwordPolicyRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/password-policy',
  loader: ({ context }) =>
    Promise.all([
      context.queryClient.ensureQueryData(passwordPolicyQuery(context.tenant.id)),
      context.queryClient.ensureQueryData(lockoutPolicyQuery(context.tenant.id)),
      context.queryClient.ensureQueryData(throttlePolicyQuery(context.tenant.id)),
    ]),
  component: lazyRouteComponent(() => import('./password-policy.page'), 'PasswordPolicyPage'),
});
