import type { NewAuthorityRotation } from '../api';
import { AreaField, SelectField } from '../ui/fields';
import { lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

const KINDS = [
  { value: 'issuing', label: 'The issuing authority' },
  { value: 'root', label: 'The root, and an issuing authority below it' },
];

const TIMES = [
  { value: '', label: 'As usual: an hour, or a week for a root' },
  { value: 'PT1H', label: 'An hour' },
  { value: 'P1D', label: 'A day' },
  { value: 'P7D', label: 'A week' },
  { value: 'P30D', label: '30 days' },
];

interface RotateDialogProps {
  onRotate: (rotation: NewAuthorityRotation) => Promise<unknown>;
  onClose: () => void;
}

export function RotateDialog({ onRotate, onClose }: RotateDialogProps) {
  const form = useForm<{ kind: string; publishFor: string; consumers: string }>(
    { kind: 'issuing', publishFor: '', consumers: '' },
    () => ({}),
    ({ kind, publishFor, consumers }) => onRotate({ kind: kind === 'root' ? 'root' : 'issuing', ...(publishFor && { publishFor }), consumers: lines(consumers) }),
  );
  return (
    <FormDialog
      title="Begin a rotation"
      description="A new authority is published first, so that everybody learns to believe it; then it signs, and the old one is phased out while what it signed runs out."
      form={form}
      submitLabel="Begin rotation"
      proof
      onClose={onClose}
    >
      <SelectField form={form} name="kind" label="What is replaced" options={KINDS} />
      <SelectField form={form} name="publishFor" label="Published before it signs" options={TIMES} />
      <AreaField form={form} name="consumers" label="Wait for" rows={2} hint="Names of those who will acknowledge that they know the new one, one per line. When all have, it signs sooner." />
    </FormDialog>
  );
}
