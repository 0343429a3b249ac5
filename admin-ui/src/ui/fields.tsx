import {
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  TextArea,
  TextInput,
} from '@patternfly/react-core';
import { type ReactNode, useEffect } from 'react';
import { controlId, type Form } from './form';

type TextKeys<V> = { [K in keyof V]-?: V[K] extends string ? K : never }[keyof V] & string;

interface FieldProps<V> {
  form: Form<V>;
  name: TextKeys<V>;
  label: string;
  hint?: ReactNode;
  required?: boolean;
}

interface TextFieldProps<V> extends FieldProps<V> {
  type?: 'text' | 'email' | 'password' | 'url';
  placeholder?: string;
  autoComplete?: string;
}

export function TextField<V>({ form, name, label, hint, required, type = 'text', placeholder, autoComplete = 'off' }: TextFieldProps<V>) {
  return (
    <Field form={form} name={name} label={label} hint={hint} required={required}>
      <TextInput
        id={controlId(name)}
        name={name}
        // A url input of the browser's own would refuse before our message could say why.
        type={type === 'url' ? 'text' : type}
        inputMode={type === 'url' ? 'url' : undefined}
        value={form.values[name] as string}
        onChange={(_, value) => form.set(name, value as V[typeof name])}
        placeholder={placeholder}
        autoComplete={autoComplete}
        spellCheck={false}
        autoCapitalize="none"
        {...described(form, name, hint, required)}
      />
    </Field>
  );
}

export function AreaField<V>({ form, name, label, hint, required, rows = 3 }: FieldProps<V> & { rows?: number }) {
  return (
    <Field form={form} name={name} label={label} hint={hint} required={required}>
      <TextArea
        id={controlId(name)}
        name={name}
        value={form.values[name] as string}
        onChange={(_, value) => form.set(name, value as V[typeof name])}
        rows={rows}
        resizeOrientation="vertical"
        spellCheck={false}
        {...described(form, name, hint, required)}
      />
    </Field>
  );
}

export function SelectField<V>({ form, name, label, hint, required, options }: FieldProps<V> & { options: readonly { value: string; label: string }[] }) {
  return (
    <Field form={form} name={name} label={label} hint={hint} required={required} options={options}>
      <FormSelect
        id={controlId(name)}
        name={name}
        value={form.values[name] as string}
        onChange={(_, value) => form.set(name, value as V[typeof name])}
        {...described(form, name, hint, required)}
      >
        {options.map((option) => (
          <FormSelectOption key={option.value} value={option.value} label={option.label} />
        ))}
      </FormSelect>
    </Field>
  );
}

/** A labelled field of a form, with what is wrong with it or else its hint below. */
export function Field<V>({ form, name, label, hint, required, options, children }: FieldProps<V> & { options?: readonly { value: string; label: string }[]; children: ReactNode }) {
  const { shown } = form;
  useEffect(() => {
    shown.set(name, { label, value: (value) => options?.find((option) => option.value === value)?.label ?? String(value) });
  });
  const error = form.errors[name];
  return (
    <FormGroup label={label} fieldId={controlId(name)} isRequired={required ?? false}>
      {children}
      {(error ?? hint) && (
        <FormHelperText>
          <HelperText id={helpId(name)} isLiveRegion={Boolean(error)}>
            <HelperTextItem variant={error ? 'error' : 'default'}>{error ?? hint}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}

const helpId = (name: string) => `${controlId(name)}-help`;

function described<V>(form: Form<V>, name: TextKeys<V>, hint: ReactNode, required: boolean | undefined) {
  const error = form.errors[name];
  return {
    validated: error ? ('error' as const) : ('default' as const),
    'aria-invalid': Boolean(error),
    'aria-describedby': (error ?? hint) ? helpId(name) : undefined,
    isRequired: required ?? false,
  };
}
