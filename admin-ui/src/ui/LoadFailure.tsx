import '@patternfly/react-styles/css/components/Alert/alert.css';
import { Button } from '@patternfly/react-core';
import DangerIcon from '@patternfly/react-icons/dist/esm/icons/rh-ui-error-fill-icon';
import { t } from '../language/language';

/** Why something could not be read, and another try. PatternFly's Alert in looks only, which brings tooltips. */
export const LoadFailure = ({ error, retry }: { error: Error; retry: () => void }) => (
  <div role="alert" className="pf-v6-c-alert pf-m-inline pf-m-danger">
    <div className="pf-v6-c-alert__icon">
      <DangerIcon />
    </div>
    <p className="pf-v6-c-alert__title">{error.message}</p>
    <div className="pf-v6-c-alert__action-group">
      <Button variant="link" isInline onClick={retry}>{t('Try again')}</Button>
    </div>
  </div>
);
