import { Alert } from '@patternfly/react-core';
import { t } from '../language/language';
import type { SignInError } from './sign-in';

const ERRORS: Record<SignInError, string> = {
  tenant: t('There is no such tenant on this server, or it is disabled.'),
  failed: t('The sign-in did not come to its end. Try again.'),
};

interface SignInNoticesProps {
  ended: boolean;
  error: SignInError | undefined;
  reference: string | undefined;
}

/** Why somebody is at the sign-in page who did not ask for it. */
export default function SignInNotices({ ended, error, reference }: SignInNoticesProps) {
  return (
    <>
      {ended && <Alert variant="info" isInline title={t('Your session has ended. Sign in to go on where you were.')} component="p" className="lw-gap-below" />}
      {error && (
        <Alert variant="danger" isInline title={ERRORS[error]} component="p" role="alert" className="lw-gap-below">
          {reference && (
            <>{t('Reference {0}', <span className="lw-code">{reference}</span>)}</>
          )}
        </Alert>
      )}
    </>
  );
}
