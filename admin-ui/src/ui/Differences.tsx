import { Alert, FormFieldGroup, FormFieldGroupHeader, Radio } from '@patternfly/react-core';
import { t } from '../language/language';
import type { Difference, Form } from './form';

/** What somebody else changed since the form was opened, field by field, and the choice of what holds. */
export function Differences<V>({ form }: { form: Form<V> }) {
  return (
    <>
      <Alert variant="warning" isInline component="p" role="alert" title={t('Somebody else changed this meanwhile. Choose what holds, and save again.')} />
      {form.differences.map((difference) => (
        <Choice key={difference.field} difference={difference} form={form} />
      ))}
    </>
  );
}

function Choice<V>({ difference: { field, before, there, here, takes }, form }: { difference: Difference; form: Form<V> }) {
  const shown = form.shown.get(field);
  const text = (value: unknown) => (shown ? shown.value(value) : String(value)) || t('nothing');
  const radio = (side: Difference['takes'], label: string) => (
    <Radio id={`${side}-${field}`} name={`decide-${field}`} label={label} isChecked={takes === side} onChange={() => form.decide(field, side)} />
  );
  const title = `decide-${field}-title`;
  return (
    <FormFieldGroup role="radiogroup" aria-labelledby={title} header={<FormFieldGroupHeader titleText={{ id: title, text: shown?.label ?? field }} titleDescription={t('It was: {0}', text(before))} />}>
      {radio('there', t('As it is now: {0}', text(there)))}
      {radio('here', t('As typed here: {0}', text(here)))}
    </FormFieldGroup>
  );
}
