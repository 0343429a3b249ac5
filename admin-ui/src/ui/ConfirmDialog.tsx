import { Alert, Button, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextInput } from '@patternfly/react-core';
import { type ReactNode, useId, useState } from 'react';

interface ConfirmDialogProps {
  title: string;
  /** What will happen; it names the thing it happens to. */
  children: ReactNode;
  confirmLabel: string;
  danger?: boolean;
  /** What has to be typed before it can be confirmed: the name of the thing, when it is lost for good. */
  typed?: string | undefined;
  /** The dialog closes when this is done, and shows why when it fails. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

export function ConfirmDialog({ title, children, confirmLabel, danger = true, typed, onConfirm, onClose }: ConfirmDialogProps) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [name, setName] = useState('');

  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
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
      elementToFocus={`[id="${id}-${typed === undefined ? 'cancel' : 'name'}"]`}
    >
      <ModalHeader title={title} labelId={`${id}-title`} titleIconVariant={danger ? 'warning' : undefined} />
      <ModalBody id={`${id}-body`}>
        {problem && <Alert variant="danger" isInline title={problem} component="p" role="alert" className="lw-gap-below" />}
        {children}
        {typed !== undefined && (
          <FormGroup label={`Type ${typed} to confirm`} fieldId={`${id}-name`} className="lw-typed-name">
            <TextInput id={`${id}-name`} value={name} onChange={(_, value) => setName(value)} autoComplete="off" spellCheck={false} autoCapitalize="none" />
          </FormGroup>
        )}
      </ModalBody>
      <ModalFooter>
        <Button variant={danger ? 'danger' : 'primary'} onClick={() => void confirm()} isLoading={busy} isDisabled={busy || (typed !== undefined && name !== typed)}>
          {confirmLabel}
        </Button>
        <Button id={`${id}-cancel`} variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
