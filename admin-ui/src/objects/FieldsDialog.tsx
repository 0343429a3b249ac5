import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import type { Field, Typed } from './kind';

interface FieldsDialogProps {
  title: string;
  submitLabel: string;
  fields: readonly Field[];
  start: Typed;
  proof: boolean;
  onSave: (typed: Typed) => Promise<unknown>;
  latest?: (() => Promise<Typed>) | undefined;
  onClose: () => void;
}

/** A form of described fields. */
export function FieldsDialog({ title, submitLabel, fields, start, proof, onSave, latest, onClose }: FieldsDialogProps) {
  const form = useForm<Typed>(
    start,
    (values) => {
      const errors: Errors<Typed> = {};
      for (const { name, required, check } of fields) {
        const value = (values[name] ?? '').trim();
        errors[name] = required && !value ? t('Enter something.') : value ? check?.(value) : undefined;
      }
      return errors;
    },
    onSave,
    latest,
  );
  return (
    <FormDialog title={title} form={form} submitLabel={submitLabel} proof={proof} onClose={onClose}>
      {fields.map(({ name, label, hint, placeholder, lines: several, options, required }) => {
        const same = { form, name, label, hint, required: required ?? false };
        if (options) return <SelectField key={name} {...same} options={options} />;
        return several ? <AreaField key={name} {...same} /> : <TextField key={name} {...same} placeholder={placeholder ?? ''} />;
      })}
    </FormDialog>
  );
}
