import { Alert, Button, Form as FormLayout, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { type ReactNode, useId } from 'react';
import type { Form } from './form';

interface FormDialogProps<V> {
  title: string;
  description?: ReactNode;
  form: Form<V>;
  submitLabel: string;
  onClose: () => void;
  children: ReactNode;
  variant?: 'small' | 'medium';
  /** Sending it cannot be undone. */
  danger?: boolean;
}

export function FormDialog<V>({ title, description, form, submitLabel, onClose, children, variant = 'medium', danger = false }: FormDialogProps<V>) {
  const id = useId();
  return (
    <Modal
      isOpen
      variant={variant}
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      elementToFocus={`[id="${id}-form"] :is(input, select, textarea)`}
    >
      <ModalHeader title={title} labelId={`${id}-title`} description={description} />
      <ModalBody>
        <FormLayout id={`${id}-form`} onSubmit={form.submit} noValidate>
          {form.problem && (
            <Alert variant="danger" isInline title={form.problem} component="p" role="alert" />
          )}
          {children}
        </FormLayout>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} form={`${id}-form`} isLoading={form.busy} isDisabled={form.busy}>
          {submitLabel}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
