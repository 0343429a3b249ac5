import { Alert } from '@patternfly/react-core';
import { useState } from 'react';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import type { UnitRole } from './units';

interface DelegateDialogProps {
  unit: string;
  /** What the group is called unless something else is typed. */
  group: string;
  /** Whether there is a group of that name. */
  isThere: (group: string) => Promise<boolean>;
  onSave: (role: UnitRole, group: string, members: string[]) => Promise<unknown>;
  onClose: () => void;
}

/** Names a group whose members administer, or read, what stands in a unit. */
export function DelegateDialog({ unit, group, isThere, onSave, onClose }: DelegateDialogProps) {
  const [told, tell] = useState<string>();
  const form = useForm(
    { role: 'administers', group, members: '' },
    (values) => ({ group: values.group.trim() ? undefined : t('Name a group.') }),
    async ({ role, group: typed, members }) => {
      const name = typed.trim();
      // Whoever is in it gets the rights as well, so that is said before.
      if (told !== name && (await isThere(name))) return tell(name);
      return onSave(role === 'reads' ? 'reads' : 'administers', name, lines(members));
    },
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
      {told !== undefined && told === form.values.group.trim() && (
        <Alert variant="warning" isInline component="p" role="alert" title={t('There is a group {0} already.', told)}>
          {t('Whoever is in it gets these rights, too. Send this again if it is the one, or choose another name.')}
        </Alert>
      )}
      <AreaField form={form} name="members" label={t('Members to add')} rows={3} hint={t('User names, one per line.')} />
    </FormDialog>
  );
}
