import type { LockoutPolicy, LockoutPolicyPatch } from '../api';
import { SelectField, TextField } from '../ui/fields';
import { type Errors, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { durationError, durationInWords, typedDuration } from './duration';

interface EditLockoutDialogProps {
  lockout: LockoutPolicy;
  onSave: (patch: LockoutPolicyPatch) => Promise<unknown>;
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
  failures: /^\d{1,4}$/.test(values.failures.trim()) ? undefined : 'Enter a whole number.',
  duration: durationError(values.duration),
  interval: durationError(values.interval),
});

export function EditLockoutDialog({ lockout, onSave, onClose }: EditLockoutDialogProps) {
  const form = useForm(asTyped(lockout), check, (values) =>
    onSave({
      enabled: values.enabled === 'true',
      failures: Number(values.failures),
      duration: typedDuration(values.duration),
      interval: typedDuration(values.interval),
    }),
  );
  return (
    <FormDialog title="Edit lockout" form={form} submitLabel="Save" onClose={onClose}>
      <SelectField
        form={form}
        name="enabled"
        label="After failures"
        hint="A lock closes an account to passwords only, and opens by itself."
        options={[
          { value: 'false', label: 'Slow down' },
          { value: 'true', label: 'Lock the account' },
        ]}
      />
      {form.values.enabled === 'true' && (
        <>
          <TextField form={form} name="failures" label="Failures" hint="1 to 1000." required />
          <TextField form={form} name="duration" label="Lock for" hint="Such as 15 minutes; at most 1 day." required />
          <TextField form={form} name="interval" label="Forget failures after" hint="Such as 15 minutes." required />
        </>
      )}
    </FormDialog>
  );
}
