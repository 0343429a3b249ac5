import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DescribedAttribute } from '../api';
import { t } from '../language/language';
import type { Typed } from '../objects/kind';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { CLASSES, faultOf, hintOf, valuesOf } from './attributes';
import { typesOf } from './names';
import { describedQuery } from './queries';

/** Where the relative name of a new entry is typed: no attribute is called so. */
export const RDN = '#rdn';

interface EntryDialogProps {
  tenant: string;
  title: string;
  description?: string;
  submitLabel: string;
  start: Typed;
  /** The relative name of an entry that is there; it is changed by renaming. */
  rdn?: string;
  onSave: (typed: Typed) => Promise<unknown>;
  latest?: () => Promise<Typed>;
  onClose: () => void;
}

/** The attributes of an entry, as the schema describes them for its classes. */
export function EntryDialog({ tenant, title, description, submitLabel, start, rdn, onSave, latest, onClose }: EntryDialogProps) {
  const [more, setMore] = useState<readonly string[]>([]);
  const isNew = rdn === undefined;
  const [classes, setClasses] = useState(start[CLASSES] ?? '');
  const { data: described } = useQuery(describedQuery(tenant, valuesOf(classes)));
  const attributes = (described?.attributes ?? []).filter(({ name, readOnly }) => !readOnly && name !== CLASSES && (isNew || !typesOf(rdn).includes(name.toLowerCase())));
  const check = (values: Typed) => {
    const errors: Errors<Typed> = {};
    if (isNew && typesOf(values[RDN] ?? '').length === 0) errors[RDN] = t('Enter a name such as {0}.', 'ou=sales');
    if (valuesOf(values[CLASSES]).length === 0) errors[CLASSES] = t('Enter at least one class.');
    const named = typesOf(rdn ?? values[RDN] ?? '');
    for (const attribute of attributes) errors[attribute.name] ??= faultOf(attribute, values[attribute.name], named.includes(attribute.name.toLowerCase()));
    return errors;
  };
  const form = useForm<Typed>(start, check, onSave, latest);
  const typedClasses = form.values[CLASSES] ?? '';
  if (typedClasses !== classes) setClasses(typedClasses);
  const isShown = ({ name, required }: DescribedAttribute) => more.includes(name) || Object.hasOwn(start, name) || (required && !typesOf(form.values[RDN] ?? '').includes(name.toLowerCase()));
  const shown = attributes.filter((attribute) => isShown(attribute));
  const others = attributes.filter((attribute) => !isShown(attribute));
  const complete = { ...form, values: { ...Object.fromEntries(shown.map(({ name }) => [name, ''])), ...form.values } };
  return (
    <FormDialog title={title} description={description} form={form} submitLabel={submitLabel} proof onClose={onClose}>
      {isNew && <TextField form={form} name={RDN} label={t('Relative name')} required placeholder="ou=sales" />}
      <AreaField form={form} name={CLASSES} label={t('Object classes')} required hint={t('One per line. They say which attributes there are.')} />
      {shown.map((attribute) => (
        <ValueField key={attribute.name} form={complete} attribute={attribute} />
      ))}
      {others.length > 0 && (
        <FormGroup label={t('Another attribute')} fieldId="another-attribute">
          <FormSelect id="another-attribute" value="" onChange={(_, name) => setMore((before) => [...before, name])}>
            <FormSelectOption value="" label={t('Choose one')} isPlaceholder />
            {others.map(({ name }) => (
              <FormSelectOption key={name} value={name} label={name} />
            ))}
          </FormSelect>
        </FormGroup>
      )}
    </FormDialog>
  );
}

function ValueField({ form, attribute }: { form: ReturnType<typeof useForm<Typed>>; attribute: DescribedAttribute }) {
  const { name, syntax, required, singleValued, binary } = attribute;
  const hint = hintOf(attribute);
  const same = { form, name, label: name, required };
  if (syntax === 'BOOLEAN' && singleValued) return <SelectField {...same} options={['', 'TRUE', 'FALSE'].map((value) => ({ value, label: value || '–' }))} />;
  if (name === 'userPassword') return <TextField {...same} type="password" autoComplete="new-password" hint={t('The password policy of the tenant decides.')} />;
  if (singleValued && !binary) return <TextField {...same} hint={hint} />;
  const several = singleValued ? undefined : t('One value per line.');
  return <AreaField {...same} rows={binary ? 3 : 2} hint={[hint, several].filter(Boolean).join(' ')} />;
}
