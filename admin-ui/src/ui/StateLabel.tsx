import { Label } from '@patternfly/react-core';
import { t } from '../language/language';

export function EnabledLabel({ enabled }: { enabled: boolean }) {
  return (
    <Label isCompact variant="outline" status={enabled ? 'success' : 'warning'}>
      {enabled ? t('Enabled') : t('Disabled')}
    </Label>
  );
}
