import { lastTenant, signInAt, type SignInSearch } from './sign-in';
import { SignIn } from './SignIn';

/** The sign-in page, by what its address says. */
export function SignInPage({ search: { returnTo = '/', ended = false, error, reference, tenant } }: { search: SignInSearch }) {
  return <SignIn tenant={tenant ?? lastTenant()} ended={ended} error={error} reference={reference} onSignIn={(chosen) => signInAt(chosen, returnTo)} />;
}
