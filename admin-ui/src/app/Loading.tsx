import { Bullseye, Spinner } from '@patternfly/react-core';
import { t } from '../language/language';

export function Loading() {
  return (
    <Bullseye className="lw-loading">
      <Spinner aria-label={t('Loading')} />
    </Bullseye>
  );
}
