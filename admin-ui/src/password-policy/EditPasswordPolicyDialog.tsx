import type { PasswordPolicy, PasswordPolicyPatch } from '../api';
import { t } from '../language/language';
import { SelectField, TextField } from '../ui/fields';
import { type Errors, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { durationError, durationInWords, typedDuration } from './duration';

interface EditPasswordPolicyDialogProps {
  policy: PasswordPolicy;
  onSave: (patch: PasswordPolicyPatch) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest: () => Promise<PasswordPolicy>;
  onClose: () => void;
}

const NUMBERS = ['minimumLength', 'minimumClasses', 'history', 'graceLogins', 'memory', 'passes', 'lanes'] as const;
const DURATIONS = ['maximumAge', 'expiryWarning', 'minimumAge'] as const;

const asTyped = ({ argon2, ...policy }: PasswordPolicy) => ({
  minimumLength: String(policy.minimumLength),
  minimumClasses: String(policy.minimumClasses),
  history: String(policy.history),
  maximumAge: durationInWords(policy.maximumAge),
  expiryWarning: durationInWords(policy.expiryWarning),
  graceLogins: String(policy.graceLogins),
  minimumAge: durationInWords(policy.minimumAge),
  mustChange: String(policy.mustChange),
  allowUserChange: String(policy.allowUserChange),
  safeModify: String(policy.safeModify),
  refuseBreached: String(policy.refuseBreached),
  memory: String(argon2.memory),
  passes: String(argon2.passes),
  lanes: String(argon2.lanes),
  scram: String(policy.scram),
});

type Typed = ReturnType<typeof asTyped>;

function check(values: Typed): Errors<Typed> {
  const errors: Errors<Typed> = {};
  for (const name of NUMBERS) if (!/^\d{1,6}$/.test(values[name].trim())) errors[name] = t('Enter a whole number.');
  for (const name of DURATIONS) errors[name] = durationError(values[name]);
  return errors;
}

/** What was changed, and nothing else. */
function patchOf(before: Typed, now: Typed): PasswordPolicyPatch {
  const changed = (name: keyof Typed) => before[name] !== now[name];
  const number = (name: keyof Typed) => (changed(name) ? Number(now[name]) : undefined);
  const duration = (name: keyof Typed) => (changed(name) ? typedDuration(now[name]) : undefined);
  const flag = (name: keyof Typed) => (changed(name) ? now[name] === 'true' : undefined);
  return {
    minimumLength: number('minimumLength'),
    minimumClasses: number('minimumClasses'),
    history: number('history'),
    maximumAge: duration('maximumAge'),
    expiryWarning: duration('expiryWarning'),
    graceLogins: number('graceLogins'),
    minimumAge: duration('minimumAge'),
    mustChange: flag('mustChange'),
    allowUserChange: flag('allowUserChange'),
    safeModify: flag('safeModify'),
    refuseBreached: flag('refuseBreached'),
    scram: flag('scram'),
    ...((changed('memory') || changed('passes') || changed('lanes')) && {
      argon2: { memory: number('memory'), passes: number('passes'), lanes: number('lanes') },
    }),
  };
}

const CLASSES = [
  { value: '0', label: t('No rule') },
  { value: '2', label: t('At least 2 of the 4 kinds') },
  { value: '3', label: t('At least 3 of the 4 kinds') },
  { value: '4', label: t('All 4 kinds') },
];

export function EditPasswordPolicyDialog({ policy, onSave, latest, onClose }: EditPasswordPolicyDialogProps) {
  const before = asTyped(policy);
  const form = useForm(before, check, (values) => onSave(patchOf(before, values)), async () => asTyped(await latest()));
  const classes = CLASSES.some(({ value }) => value === before.minimumClasses)
    ? CLASSES
    : [...CLASSES, { value: before.minimumClasses, label: t('At least {0} of the 4 kinds', before.minimumClasses) }];
  return (
    <FormDialog title={t('Edit passwords')} form={form} submitLabel={t('Save')} proof onClose={onClose}>
      <TextField form={form} name="minimumLength" label={t('Characters at least')} hint={t('1 to 128.')} required />
      <SelectField form={form} name="minimumClasses" label={t('Kinds of characters')} hint={t('Small letters, capital letters, digits, others. Length does more.')} options={classes} />
      <TextField form={form} name="history" label={t('Earlier passwords not taken again')} hint={t('0 to 24.')} required />
      <TextField form={form} name="maximumAge" label={t('Expire after')} hint={t('Such as 90 days; empty for never.')} />
      <TextField form={form} name="expiryWarning" label={t('Warn before')} hint={t('Such as 7 days; empty for no warning.')} />
      <TextField form={form} name="graceLogins" label={t('Uses after expiry')} hint={t('0 to 100.')} required />
      <TextField form={form} name="minimumAge" label={t('Changed again after')} hint={t('Such as 1 day; empty for at any time.')} />
      <SelectField
        form={form}
        name="mustChange"
        label={t('Passwords that others set')}
        options={[
          { value: 'true', label: t('Changed at the first sign-in') },
          { value: 'false', label: t('May stay') },
        ]}
      />
      <SelectField
        form={form}
        name="allowUserChange"
        label={t('Changed by people')}
        options={[
          { value: 'true', label: t('Allowed') },
          { value: 'false', label: t('Only when asked to') },
        ]}
      />
      <SelectField
        form={form}
        name="safeModify"
        label={t('The present password over LDAP')}
        hint={t('The account page asks for it in any case.')}
        options={[
          { value: 'false', label: t('Need not be given') },
          { value: 'true', label: t('Given with the new one') },
        ]}
      />
      <SelectField
        form={form}
        name="refuseBreached"
        label={t('Passwords known from breaches')}
        options={[
          { value: 'true', label: t('Refused') },
          { value: 'false', label: t('Accepted') },
        ]}
      />
      <TextField form={form} name="memory" label={t('Argon2id memory in KiB')} hint={t('7168 to 65536.')} required />
      <TextField form={form} name="passes" label={t('Argon2id passes')} hint={t('1 to 8; memory times passes is at least 35840.')} required />
      <TextField form={form} name="lanes" label={t('Argon2id lanes')} hint={t('1 to 4.')} required />
      <SelectField
        form={form}
        name="scram"
        label={t('SASL SCRAM')}
        hint={t('Keeps beside the hash what LDAP clients need for it, of each password that is given from then on.')}
        options={[
          { value: 'false', label: t('Not allowed') },
          { value: 'true', label: t('Allowed') },
        ]}
      />
    </FormDialog>
  );
}
