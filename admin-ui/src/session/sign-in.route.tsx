import { createRoute, redirect } from '@tanstack/react-router';
import { rootRoute } from '../app/root.route';
import { lastTenant, sessionQuery, signInAt } from './session';
import { SignIn, type SignInError } from './SignIn';

interface SignInSearch {
  /** The path in the console to come back to. */
  returnTo?: string;
  ended?: boolean;
  /** Why the server sent the browser back: the tenant is unknown, or the sign-in was given up or failed. */
  error?: SignInError;
  /** The request in which it failed, by which an operator finds out why. */
  reference?: string;
  /** The tenant that was tried. */
  tenant?: string;
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    ...(typeof search['returnTo'] === 'string' && /^\/(?!\/)/.test(search['returnTo']) && { returnTo: search['returnTo'] }),
    ...(search['ended'] === true && { ended: true }),
    ...((search['error'] === 'tenant' || search['error'] === 'failed') && { error: search['error'] }),
    ...(typeof search['reference'] === 'string' && /^[0-9a-f]{24}$/.test(search['reference']) && { reference: search['reference'] }),
    ...(typeof search['tenant'] === 'string' && { tenant: search['tenant'] }),
  }),
  beforeLoad: async ({ context, search }) => {
    if (await context.queryClient.ensureQueryData(sessionQuery)) throw redirect({ href: search.returnTo ?? '/' });
  },
  component: SignInPage,
});

function SignInPage() {
  const { returnTo = '/', ended = false, error, reference, tenant } = signInRoute.useSearch();
  return <SignIn tenant={tenant ?? lastTenant()} ended={ended} error={error} reference={reference} onSignIn={(chosen) => signInAt(chosen, returnTo)} />;
}
