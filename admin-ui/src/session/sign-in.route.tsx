import { createRoute, redirect } from '@tanstack/react-router';
import { rootRoute } from '../app/root.route';
import { lastTenant, sessionQuery, signInAt } from './session';
import { SignIn } from './SignIn';

interface SignInSearch {
  /** The path in the console to come back to. */
  returnTo?: string;
  ended?: boolean;
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    ...(typeof search['returnTo'] === 'string' && /^\/(?!\/)/.test(search['returnTo']) && { returnTo: search['returnTo'] }),
    ...(search['ended'] === true && { ended: true }),
  }),
  beforeLoad: async ({ context, search }) => {
    if (await context.queryClient.ensureQueryData(sessionQuery)) throw redirect({ href: search.returnTo ?? '/' });
  },
  component: SignInPage,
});

function SignInPage() {
  const { returnTo = '/', ended = false } = signInRoute.useSearch();
  return <SignIn tenant={lastTenant()} ended={ended} onSignIn={(tenant) => signInAt(tenant, returnTo)} />;
}
