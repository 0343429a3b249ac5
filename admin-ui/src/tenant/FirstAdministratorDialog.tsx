import { Alert, Button, ClipboardCopy, Content, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import type { FirstAdministrator, Tenant } from '../api';
import { t } from '../language/language';

interface FirstAdministratorDialogProps {
  tenant: Tenant;
  administrator: FirstAdministrator;
  onClose: () => void;
}

/** The only time the first password of a new tenant's administrator is seen. */
export function FirstAdministratorDialog({ tenant, administrator, onClose }: FirstAdministratorDialogProps) {
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="first-administrator-title" elementToFocus="#first-administrator-done">
      <ModalHeader title={t('{0} is ready', tenant.name)} labelId="first-administrator-title" />
      <ModalBody>
        <Content component="p">{t('Its administrator signs in to this console at {0} as {1} with this password:', tenant.name, <strong>{administrator.userName}</strong>)}</Content>
        <ClipboardCopy isReadOnly isCode textAriaLabel={t('First password')} hoverTip={t('Copy the first password')} clickTip={t('Copied')} className="lw-gap-below">
          {administrator.password}
        </ClipboardCopy>
        <Alert variant="warning" isInline component="p" title={t('Copy the password now. It is not shown again.')} />
      </ModalBody>
      <ModalFooter>
        <Button id="first-administrator-done" onClick={onClose}>{t('Open tenant')}</Button>
      </ModalFooter>
    </Modal>
  );
}
