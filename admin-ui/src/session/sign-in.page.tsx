import { signInRoute } from './sign-in.route';
import { SignInPage } from './SignInPage';

export const SignInRoutePage = () => <SignInPage search={signInRoute.useSearch()} />;
