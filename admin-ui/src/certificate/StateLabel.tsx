import { Label, type LabelProps } from '@patternfly/react-core';
import type { Certificate } from '../api';
import { t } from '../language/language';

const STATES: Record<Certificate['state'], { text: string; look: Pick<LabelProps, 'status' | 'color'> }> = {
  valid: { text: t('Valid'), look: { status: 'success' } },
  held: { text: t('On hold'), look: { status: 'warning' } },
  revoked: { text: t('Revoked'), look: { status: 'danger' } },
  expired: { text: t('Expired'), look: { color: 'grey' } },
};

export const stateText = (state: Certificate['state']): string => STATES[state].text;

export function StateLabel({ state }: { state: Certificate['state'] }) {
  const { text, look } = STATES[state];
  return (
    <Label isCompact variant="outline" {...look}>
      {text}
    </Label>
  );
}
