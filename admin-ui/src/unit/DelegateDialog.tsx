import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import type { UnitRole } from './units';

interface DelegateDialogProps {
  unit: string;
  /** What the group is called unless something else is typed. */
  group: string;
  onSave: (role: UnitRole, group: string, members: string[]) => Promise<unknown>;
  onClose: () => void;
}

/** Names a group whose members administer, or read, what stands in a unit. */
export function DelegateDialog({ unit, group, onSave, onClose }: DelegateDialogProps) {
  const form = useForm(
    { role: 'administers', group, members: '' },
    (values) => ({ group: values.group.trim() ? undefined : t('Name a group.') }),
    ({ role, group: typed, members }) => onSave(role === 'reads' ? 'reads' : 'administers', typed.trim(), lines(members)),
  );
  return (
    <FormDialog title={t('Name administrators of {0}', unit)} description={t('The members of a group, for the unit and whatever is below it. They see nobody outside of it.')} form={form} submitLabel={t('Name administrators')} proof onClose={onClose}>
      <SelectField
        form={form}
        name="role"
        label={t('What they may do')}
        options={[
          { value: 'administers', label: t('See, make, change and delete what stands there') },
          { value: 'reads', label: t('See what stands there') },
        ]}
      />
      <TextField form={form} name="group" label={t('Group')} required hint={t('Made, outside of all units, when there is none of that name.')} />
      <AreaField form={form} name="members" label={t('Members to add')} rows={3} hint={t('User names, one per line.')} />
    </FormDialog>
  );
}
