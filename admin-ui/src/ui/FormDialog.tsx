import { Alert, AlertActionLink, Button, Form as FormLayout, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useId, useState } from 'react';
import { t } from '../language/language';
import { Differences } from './Differences';
import type { Form } from './form';
import { ProofAsked, ProofButton, useProof } from './Proof';

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
  /** The server wants a sign-in of the last minutes for it. */
  proof?: boolean;
}

export function FormDialog<V>({ title, description, form, submitLabel, onClose, children, variant = 'medium', danger = false, proof: needsProof = false }: FormDialogProps<V>) {
  const id = useId();
  const [leaving, setLeaving] = useState(false);
  const proof = useProof(needsProof, form.needsProof);
  const { dirty } = form;
  useBlocker({
    disabled: !dirty,
    enableBeforeUnload: dirty,
    // The browser's Back and Forward ask; what the console itself leads to comes after the form was sent, or the session ended.
    shouldBlockFn: ({ action }) => {
      if (action === 'PUSH' || action === 'REPLACE') return false;
      setLeaving(true);
      return true;
    },
  });
  // The first try to leave asks, the second leaves.
  const leave = () => (dirty && !leaving ? setLeaving(true) : onClose());
  return (
    <Modal
      isOpen
      variant={variant}
      onClose={leave}
      aria-labelledby={`${id}-title`}
      elementToFocus={`[id="${id}-form"] :is(input, select, textarea), [id="${id}-cancel"]`}
    >
      <ModalHeader title={title} labelId={`${id}-title`} description={description} />
      <ModalBody>
        <FormLayout id={`${id}-form`} onSubmit={form.submit} noValidate>
          {leaving && (
            <Alert
              variant="warning"
              isInline
              component="p"
              role="alert"
              title={t('What was typed would be lost.')}
              actionLinks={
                <>
                  <AlertActionLink onClick={onClose}>{t('Discard it')}</AlertActionLink>
                  <AlertActionLink onClick={() => setLeaving(false)}>{t('Go on')}</AlertActionLink>
                </>
              }
            />
          )}
          {proof.missing && <ProofAsked />}
          {form.problem && !proof.missing && (
            <Alert variant="danger" isInline title={form.problem} component="p" role="alert" />
          )}
          {form.differences.length > 0 && <Differences form={form} />}
          {form.differences.length === 0 && (!proof.missing || dirty) && children}
        </FormLayout>
      </ModalBody>
      <ModalFooter>
        {proof.missing ? (
          <ProofButton proof={proof} />
        ) : (
          <Button type="submit" variant={danger ? 'danger' : 'primary'} form={`${id}-form`} isLoading={form.busy} isDisabled={form.busy}>
            {submitLabel}
          </Button>
        )}
        <Button id={`${id}-cancel`} variant="link" onClick={leave}>{t('Cancel')}</Button>
      </ModalFooter>
    </Modal>
  );
}
