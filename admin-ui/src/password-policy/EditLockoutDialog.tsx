import type { LockoutPolicy, LockoutPolicyPatch } from '../api';
import { t } from '../language/language';
import { SelectField, TextField } from '../ui/fields';
import { type Errors, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { durationError, durationInWords, typedDuration } from './duration';

interface EditLockoutDialogProps {
  lockout: LockoutPolicy;
  onSave: (patch: LockoutPolicyPatch) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest: () => Promise<LockoutPolicy>;
  onClose: () => void;
}

const asTyped = (lockout: LockoutPolicy) => ({
  enabled: String(lockout.enabled),
  failures: String(lockout.failures || 10),
  duration: durationInWords(lockout.duration),
  interval: durationInWords(lockout.interval),
});

type Typed = ReturnType<typeof asTyped>;

const check = (values: Typed): Errors<Typed> => ({
  failures: /^\d{1,4}$/.test(values.failures.trim()) ? undefined : t('Enter a whole number.'),
  duration: durationError(values.duration),
  interval: durationError(values.interval),
});

export function EditLockoutDialog({ lockout, onSave, latest, onClose }: EditLockoutDialogProps) {
  const form = useForm(asTyped(lockout), check, (values) =>
    onSave({
      enabled: values.enabled === 'true',
      failures: Number(values.failures),
      duration: typedDuration(values.duration),
      interval: typedDuration(values.interval),
    }),
    async () => asTyped(await latest()),
  );
  return (
    <FormDialog title={t('Edit lockout')} form={form} submitLabel={t('Save')} proof onClose={onClose}>
      <SelectField
        form={form}
        name="enabled"
        label={t('After failures')}
        hint={t('A lock closes an account to passwords only, and opens by itself.')}
        options={[
          { value: 'false', label: t('Slow down') },
          { value: 'true', label: t('Lock the account') },
        ]}
      />
      {form.values.enabled === 'true' && (
        <>
          <TextField form={form} name="failures" label={t('Failures')} hint={t('1 to 1000.')} required />
          <TextField form={form} name="duration" label={t('Lock for')} hint={t('Such as 15 minutes; at most 1 day.')} required />
          <TextField form={form} name="interval" label={t('Forget failures after')} hint={t('Such as 15 minutes.')} required />
        </>
      )}
    </FormDialog>
  );
}
