import { Alert, Button, ClipboardCopy, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { t } from '../language/language';

/** What the server tells once. */
export function OnceDialog({ title, shown, onClose }: { title: string; shown: readonly { label: string; value: string }[]; onClose: () => void }) {
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="once-title">
      <ModalHeader title={title} labelId="once-title" />
      <ModalBody>
        <Alert variant="warning" isInline component="p" title={t('Copy the secret now. It is not shown again.')} className="lw-gap-below" />
        {shown.map(({ label, value }) => (
          <FormGroup key={label} label={label} className="lw-gap-below">
            <ClipboardCopy isReadOnly isCode textAriaLabel={label} hoverTip={t('Copy')} clickTip={t('Copied')}>
              {value}
            </ClipboardCopy>
          </FormGroup>
        ))}
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>{t('Done')}</Button>
      </ModalFooter>
    </Modal>
  );
}
