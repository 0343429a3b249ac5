import { Alert } from '@patternfly/react-core';
import type { Certificate } from '../api';
import { SelectField } from '../ui/fields';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { CHOICES, type Reason, REASONS } from './reasons';

interface RevokeDialogProps {
  certificate: Certificate;
  onRevoke: (reason: Reason) => Promise<unknown>;
  onClose: () => void;
}

export function RevokeDialog({ certificate, onRevoke, onClose }: RevokeDialogProps) {
  const form = useForm<{ reason: string }>({ reason: '' }, ({ reason }) => ({ reason: reason ? undefined : 'Choose a reason.' }), ({ reason }) => onRevoke(reason as Reason));
  const held = certificate.state === 'held';
  const choices = CHOICES.filter((reason) => !(held && reason === 'certificateHold'));
  const hold = form.values.reason === 'certificateHold';
  return (
    <FormDialog
      title="Revoke certificate"
      description={`${certificate.spiffeId ?? certificate.subject}, serial number ${certificate.serial}`}
      form={form}
      submitLabel={hold ? 'Put on hold' : 'Revoke certificate'}
      danger={!hold}
      onClose={onClose}
    >
      <SelectField
        form={form}
        name="reason"
        label="Reason"
        required
        options={[{ value: '', label: 'Choose a reason' }, ...choices.map((value) => ({ value, label: REASONS[value] }))]}
        hint="It is published in the revocation list."
      />
      <Alert
        variant={hold ? 'info' : 'warning'}
        isInline
        component="p"
        title={hold ? 'A hold can be lifted again.' : 'A revocation cannot be undone. Everybody who checks sees it within seconds.'}
      />
    </FormDialog>
  );
}
