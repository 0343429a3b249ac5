import type { AccessRule, NewAccessRule } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface AccessRuleDialogProps {
  /** The rule to change; undefined for a new one. */
  rule?: AccessRule;
  onSave: (rule: NewAccessRule) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest?: () => Promise<AccessRule>;
  onClose: () => void;
}

const RIGHTS = ['read', 'search', 'compare', 'write', 'add', 'delete', 'proxy', 'manage'] as const;
type Right = (typeof RIGHTS)[number];

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

const asTyped = (rule?: AccessRule) => ({
  name: rule?.name ?? '',
  effect: rule?.effect ?? 'allow',
  subjects: rule?.subjects.join('\n') ?? '',
  rights: rule?.rights.join(' ') ?? 'read search',
  // The server's names of these parts, for what it says about them.
  base: rule?.target.base ?? '',
  scope: rule?.target.scope ?? 'sub',
  filter: rule?.target.filter ?? '',
  attributes: rule?.target.attributes?.join(' ') ?? '',
  enabled: String(rule?.enabled ?? true),
});

type Typed = ReturnType<typeof asTyped>;

function check(values: Typed): Errors<Typed> {
  const rights = words(values.rights);
  return {
    name: values.name.trim() ? undefined : t('Enter a name.'),
    subjects: lines(values.subjects).length > 0 ? undefined : t('Enter at least one subject.'),
    rights: rights.length > 0 && rights.every((right) => RIGHTS.includes(right as Right)) ? undefined : t('Enter some of: {0}.', RIGHTS.join(', ')),
  };
}

function ruleOf(values: Typed): NewAccessRule {
  const attributes = words(values.attributes);
  return {
    name: values.name.trim(),
    enabled: values.enabled === 'true',
    effect: values.effect,
    subjects: lines(values.subjects),
    rights: words(values.rights) as Right[],
    target: {
      ...(values.base.trim() && { base: values.base.trim() }),
      scope: values.scope,
      ...(values.filter.trim() && { filter: values.filter.trim() }),
      ...(attributes.length > 0 && { attributes }),
    },
  };
}

export function AccessRuleDialog({ rule, onSave, latest, onClose }: AccessRuleDialogProps) {
  const form = useForm(asTyped(rule), check, (values) => onSave(ruleOf(values)), latest && (async () => asTyped(await latest())));
  const title = rule ? t('Edit {0}', rule.name) : t('Create access rule');
  return (
    <FormDialog title={title} form={form} submitLabel={rule ? t('Save') : title} proof onClose={onClose}>
      <TextField form={form} name="name" label={t('Name')} required placeholder="phone-book" hint={t('Small letters, digits, dots, underscores and hyphens.')} />
      <SelectField
        form={form}
        name="effect"
        label={t('Effect')}
        options={[
          { value: 'allow', label: t('Allow') },
          { value: 'deny', label: t('Deny, whatever other rules allow') },
        ]}
      />
      <AreaField form={form} name="subjects" label={t('Of whom')} required hint={t('Names of people, groups, clients or workloads, one per line, or: anyone, anonymous, authenticated, self.')} />
      <TextField form={form} name="rights" label={t('Rights')} required hint={t('Separated by spaces: {0}.', RIGHTS.join(', '))} />
      <TextField form={form} name="base" label={t('Entry')} placeholder="ou=people,dc=acme,dc=example" hint={t('The suffix of the tenant when empty.')} />
      <SelectField
        form={form}
        name="scope"
        label={t('Reaches')}
        options={[
          { value: 'sub', label: t('The entry and everything below') },
          { value: 'one', label: t('What stands directly below') },
          { value: 'base', label: t('The entry only') },
        ]}
      />
      <TextField form={form} name="filter" label={t('Filter')} placeholder="(objectClass=person)" hint={t('Only entries that it matches (RFC 4515).')} />
      <TextField form={form} name="attributes" label={t('Attributes')} placeholder={t('cn telephoneNumber')} hint={t('Separated by spaces; all of them when empty.')} />
      <SelectField
        form={form}
        name="enabled"
        label={t('State')}
        options={[
          { value: 'true', label: t('Enabled') },
          { value: 'false', label: t('Disabled') },
        ]}
      />
    </FormDialog>
  );
}
