import type { NewAuthorityRotation } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField } from '../ui/fields';
import { lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

const KINDS = [
  { value: 'issuing', label: t('The issuing authority') },
  { value: 'root', label: t('The root, and an issuing authority below it') },
];

const TIMES = [
  { value: '', label: t('As usual: an hour, or a week for a root') },
  { value: 'PT1H', label: t('An hour') },
  { value: 'P1D', label: t('A day') },
  { value: 'P7D', label: t('A week') },
  { value: 'P30D', label: t('30 days') },
];

const KEY_TYPES = ['ec-p256', 'ec-p384', 'rsa-3072', 'rsa-4096', 'ed25519', 'ml-dsa-65'] as const;

interface RotateDialogProps {
  onRotate: (rotation: NewAuthorityRotation) => Promise<unknown>;
  onClose: () => void;
}

export function RotateDialog({ onRotate, onClose }: RotateDialogProps) {
  const form = useForm<{ kind: string; keyType: string; publishFor: string; consumers: string }>(
    { kind: 'issuing', keyType: '', publishFor: '', consumers: '' },
    () => ({}),
    ({ kind, keyType, publishFor, consumers }) => {
      const chosen = KEY_TYPES.find((known) => known === keyType);
      return onRotate({ kind: kind === 'root' ? 'root' : 'issuing', ...(chosen && { keyType: chosen }), ...(publishFor && { publishFor }), consumers: lines(consumers) });
    },
  );
  return (
    <FormDialog
      title={t('Begin a rotation')}
      description={t('A new authority is published first, so that everybody learns to believe it; then it signs, and the old one is phased out while what it signed runs out.')}
      form={form}
      submitLabel={t('Begin rotation')}
      proof
      onClose={onClose}
    >
      <SelectField form={form} name="kind" label={t('What is replaced')} options={KINDS} />
      <SelectField
        form={form}
        name="keyType"
        label={t('Kind of key')}
        options={[{ value: '', label: t('As the server is set, or ML-DSA where it was so') }, ...KEY_TYPES.map((value) => ({ value, label: value }))]}
        hint={t('ML-DSA only where the server has it turned on, and not in the system tenant.')}
      />
      <SelectField form={form} name="publishFor" label={t('Published before it signs')} options={TIMES} />
      <AreaField form={form} name="consumers" label={t('Wait for')} rows={2} hint={t('Names of those who will acknowledge that they know the new one, one per line. When all have, it signs sooner.')} />
    </FormDialog>
  );
}
