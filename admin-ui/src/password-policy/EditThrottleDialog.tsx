import type { ThrottlePolicy, ThrottlePolicyPatch } from '../api';
import { t } from '../language/language';
import { TextField } from '../ui/fields';
import { type Errors, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { durationError, durationInWords, typedDuration } from './duration';
import { LIMITS, type Limit } from './limits';

interface EditThrottleDialogProps {
  throttle: ThrottlePolicy;
  onSave: (patch: ThrottlePolicyPatch) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest: () => Promise<ThrottlePolicy>;
  onClose: () => void;
}

type Typed = Record<`${Limit}.${'failures' | 'longest'}`, string>;

const asTyped = (throttle: ThrottlePolicy) =>
  Object.fromEntries(
    LIMITS.flatMap(({ limit }) => [
      [`${limit}.failures`, String(throttle[limit].failures)],
      [`${limit}.longest`, durationInWords(throttle[limit].longest ?? '')],
    ]),
  ) as Typed;

function check(values: Typed): Errors<Typed> {
  const errors: Errors<Typed> = {};
  for (const { limit } of LIMITS) {
    if (!/^\d{1,6}$/.test(values[`${limit}.failures`].trim())) errors[`${limit}.failures`] = t('Enter a whole number.');
    errors[`${limit}.longest`] = durationError(values[`${limit}.longest`]);
  }
  return errors;
}

/** What was changed, and nothing else. */
function patchOf(before: Typed, now: Typed): ThrottlePolicyPatch {
  const patch: ThrottlePolicyPatch = {};
  for (const { limit } of LIMITS) {
    const failures = now[`${limit}.failures`];
    const longest = now[`${limit}.longest`];
    const changed = {
      ...(failures !== before[`${limit}.failures`] && { failures: Number(failures) }),
      ...(longest !== before[`${limit}.longest`] && { longest: typedDuration(longest) }),
    };
    if (Object.keys(changed).length > 0) patch[limit] = changed;
  }
  return patch;
}

export function EditThrottleDialog({ throttle, onSave, latest, onClose }: EditThrottleDialogProps) {
  const before = asTyped(throttle);
  const form = useForm(before, check, (values) => onSave(patchOf(before, values)), async () => asTyped(await latest()));
  return (
    <FormDialog title={t('Edit guessing')} form={form} submitLabel={t('Save')} proof onClose={onClose}>
      {LIMITS.flatMap(({ limit, words, failures, longest }) => [
        <TextField key={`${limit}.failures`} form={form} name={`${limit}.failures`} label={t('{0}: failures that cost nothing', words)} hint={failures} required />,
        <TextField key={`${limit}.longest`} form={form} name={`${limit}.longest`} label={t('{0}: closed for at most', words)} hint={longest} required />,
      ])}
    </FormDialog>
  );
}
