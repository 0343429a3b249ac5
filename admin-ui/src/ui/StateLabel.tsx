import '@patternfly/react-styles/css/components/Label/label.css';
import CheckIcon from '@patternfly/react-icons/dist/esm/icons/rh-ui-check-circle-fill-icon';
import DangerIcon from '@patternfly/react-icons/dist/esm/icons/rh-ui-error-fill-icon';
import InfoIcon from '@patternfly/react-icons/dist/esm/icons/rh-ui-information-fill-icon';
import WarningIcon from '@patternfly/react-icons/dist/esm/icons/rh-ui-warning-fill-icon';
import { t } from '../language/language';

const ICONS = { success: CheckIcon, info: InfoIcon, warning: WarningIcon, danger: DangerIcon } as const;

interface StateLabelProps {
  status: keyof typeof ICONS;
  isOutlined?: boolean;
  children: string;
}

/** PatternFly's Label in looks only: that can be changed and closed, and waits for each key and click on the page. */
export function StateLabel({ status, isOutlined = false, children }: StateLabelProps) {
  const Icon = ICONS[status];
  return (
    <span className={`pf-v6-c-label pf-m-compact pf-m-${status}${isOutlined ? ' pf-m-outline' : ''}`}>
      <span className="pf-v6-c-label__content">
        <span className="pf-v6-c-label__icon">
          <Icon />
        </span>
        <span className="pf-v6-c-label__text">{children}</span>
      </span>
    </span>
  );
}

export const EnabledLabel = ({ enabled }: { enabled: boolean }) => (
  <StateLabel isOutlined status={enabled ? 'success' : 'warning'}>
    {enabled ? t('Enabled') : t('Disabled')}
  </StateLabel>
);
