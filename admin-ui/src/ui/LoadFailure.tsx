import { Alert, AlertActionLink } from '@patternfly/react-core';
import { t } from '../language/language';

/** Why something could not be read, and another try. */
export function LoadFailure({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <Alert
      variant="danger"
      isInline
      title={error.message}
      component="p"
      role="alert"
      actionLinks={<AlertActionLink onClick={retry}>{t('Try again')}</AlertActionLink>}
    />
  );
}
