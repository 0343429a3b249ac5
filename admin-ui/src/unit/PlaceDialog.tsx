import { t } from '../language/language';
import { SelectField, TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface PlaceDialogProps {
  title: string;
  submitLabel: string;
  /** The name as it is; undefined where it stays. */
  name?: string;
  above: string;
  places: readonly { value: string; label: string }[];
  onSave: (name: string, above: string) => Promise<unknown>;
  onClose: () => void;
}

/** Names of units that need no escaping in a distinguished name (RFC 4514 §2.4). */
const PLAIN = /^[^\s#,+"\\<>;=](?:[^,+"\\<>;=]*[^\s,+"\\<>;=])?$/;

/** Where something stands, and what a unit is called. */
export function PlaceDialog({ title, submitLabel, name, above, places, onSave, onClose }: PlaceDialogProps) {
  const form = useForm(
    { name: name ?? '', above },
    (values) => ({ name: name === undefined || values.name === name || PLAIN.test(values.name.trim()) ? undefined : t('Enter a name without any of: {0}', ', + " \\ < > ; =') }),
    (values) => onSave(values.name === name ? name : values.name.trim(), values.above),
  );
  return (
    <FormDialog title={title} form={form} submitLabel={submitLabel} proof onClose={onClose}>
      {name !== undefined && <TextField form={form} name="name" label={t('Name')} required placeholder="sales" />}
      <SelectField form={form} name="above" label={t('Below')} options={places} />
    </FormDialog>
  );
}
