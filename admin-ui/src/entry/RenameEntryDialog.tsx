import type { DirectoryEntry, DirectoryEntryName } from '../api';
import { t } from '../language/language';
import { SelectField, TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { parentOf, rdnOf, typesOf } from './names';

interface RenameEntryDialogProps {
  entry: DirectoryEntry;
  onSave: (name: DirectoryEntryName) => Promise<unknown>;
  onClose: () => void;
}

export function RenameEntryDialog({ entry, onSave, onClose }: RenameEntryDialogProps) {
  const above = parentOf(entry.dn);
  const form = useForm(
    { rdn: rdnOf(entry.dn), superior: above, deleteOldRdn: 'true' },
    ({ rdn, superior }) => ({
      rdn: typesOf(rdn).length > 0 ? undefined : t('Enter a name such as {0}.', 'ou=sales'),
      superior: superior.trim() ? undefined : t('Enter the name of an entry.'),
    }),
    async ({ rdn, superior, deleteOldRdn }) => onSave({ rdn: rdn.trim(), deleteOldRdn: deleteOldRdn === 'true', ...(superior.trim() !== above && { superior: superior.trim() }) }),
  );
  return (
    <FormDialog title={t('Rename {0}', rdnOf(entry.dn))} description={t('What stands below it goes with it. Entries that name it name it anew.')} form={form} submitLabel={t('Rename entry')} proof onClose={onClose}>
      <TextField form={form} name="rdn" label={t('Relative name')} required />
      <TextField form={form} name="superior" label={t('Below')} required />
      <SelectField
        form={form}
        name="deleteOldRdn"
        label={t('Values of the old name')}
        options={[
          { value: 'true', label: t('Leave the entry') },
          { value: 'false', label: t('Stay in the entry') },
        ]}
      />
    </FormDialog>
  );
}
