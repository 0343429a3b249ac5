import { Label } from '@patternfly/react-core';

export function EnabledLabel({ enabled }: { enabled: boolean }) {
  return (
    <Label isCompact variant="outline" status={enabled ? 'success' : 'warning'}>
      {enabled ? 'Enabled' : 'Disabled'}
    </Label>
  );
}
