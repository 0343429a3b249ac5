import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '../app/root.route';
import { sessionQuery } from './session';
import { signInSearch } from './sign-in';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: signInSearch,
  beforeLoad: async ({ context, search }) => {
    if (await context.queryClient.ensureQueryData(sessionQuery)) throw redirect({ href: search.returnTo ?? '/' });
  },
  component: lazyRouteComponent(() => import('./sign-in.page'), 'SignInRoutePage'),
});
