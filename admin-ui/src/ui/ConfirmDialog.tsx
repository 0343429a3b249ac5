import { Alert, Button, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextInput } from '@patternfly/react-core';
import { type ReactNode, useId, useState } from 'react';
import { ProblemError } from '../api';
import { t } from '../language/language';
import { wordsOf } from './notify';
import { ProofAsked, ProofButton, useProof } from './Proof';

interface ConfirmDialogProps {
  title: string;
  /** What will happen; it names the thing it happens to. */
  children: ReactNode;
  confirmLabel: string;
  danger?: boolean;
  /** What has to be typed before it can be confirmed: the name of the thing, when it is lost for good. */
  typed?: string | undefined;
  /** The server wants a sign-in of the last minutes for it. */
  proof?: boolean;
  /** The dialog closes when this is done, and shows why when it fails. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

export function ConfirmDialog({ title, children, confirmLabel, danger = true, typed, proof: needsProof = false, onConfirm, onClose }: ConfirmDialogProps) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [name, setName] = useState('');
  const [refused, setRefused] = useState(false);
  const proof = useProof(needsProof, refused);
  const asksForName = typed !== undefined && !proof.missing;

  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      if (error instanceof ProblemError && error.needsProof) setRefused(true);
      else setProblem(wordsOf(error));
      setBusy(false);
    }
  };

  return (
    <Modal
      isOpen
      variant="small"
      onClose={onClose}
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-body`}
      elementToFocus={`[id="${id}-${asksForName ? 'name' : 'cancel'}"]`}
    >
      <ModalHeader title={title} labelId={`${id}-title`} titleIconVariant={danger ? 'warning' : undefined} />
      <ModalBody id={`${id}-body`}>
        {problem && <Alert variant="danger" isInline title={problem} component="p" role="alert" className="lw-gap-below" />}
        {proof.missing && <ProofAsked />}
        {children}
        {asksForName && (
          <FormGroup label={t('Type {0} to confirm', typed)} fieldId={`${id}-name`} className="lw-typed-name">
            <TextInput id={`${id}-name`} value={name} onChange={(_, value) => setName(value)} autoComplete="off" spellCheck={false} autoCapitalize="none" />
          </FormGroup>
        )}
      </ModalBody>
      <ModalFooter>
        {proof.missing ? (
          <ProofButton proof={proof} />
        ) : (
          <Button variant={danger ? 'danger' : 'primary'} onClick={() => void confirm()} isLoading={busy} isDisabled={busy || (asksForName && name !== typed)}>
            {confirmLabel}
          </Button>
        )}
        <Button id={`${id}-cancel`} variant="link" onClick={onClose}>{t('Cancel')}</Button>
      </ModalFooter>
    </Modal>
  );
}
