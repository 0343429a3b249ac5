import { Alert } from '@patternfly/react-core';
import type { Certificate } from '../api';
import { t } from '../language/language';
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
  const form = useForm<{ reason: string }>({ reason: '' }, ({ reason }) => ({ reason: reason ? undefined : t('Choose a reason.') }), ({ reason }) => onRevoke(reason as Reason));
  const held = certificate.state === 'held';
  const choices = CHOICES.filter((reason) => !(held && reason === 'certificateHold'));
  const hold = form.values.reason === 'certificateHold';
  return (
    <FormDialog
      title={t('Revoke certificate')}
      description={t('{0}, serial number {1}', certificate.spiffeId ?? certificate.subject, certificate.serial)}
      form={form}
      submitLabel={hold ? t('Put on hold') : t('Revoke certificate')}
      danger={!hold}
      proof
      onClose={onClose}
    >
      <SelectField
        form={form}
        name="reason"
        label={t('Reason')}
        required
        options={[{ value: '', label: t('Choose a reason') }, ...choices.map((value) => ({ value, label: REASONS[value] }))]}
        hint={t('It is published in the revocation list.')}
      />
      <Alert
        variant={hold ? 'info' : 'warning'}
        isInline
        component="p"
        title={hold ? t('A hold can be lifted again.') : t('A revocation cannot be undone. Everybody who checks sees it within seconds.')}
      />
    </FormDialog>
  );
}
