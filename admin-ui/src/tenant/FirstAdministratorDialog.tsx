import { Alert, Button, ClipboardCopy, Content, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import type { FirstAdministrator, Tenant } from '../api';

interface FirstAdministratorDialogProps {
  tenant: Tenant;
  administrator: FirstAdministrator;
  onClose: () => void;
}

/** The only time the first password of a new tenant's administrator is seen. */
export function FirstAdministratorDialog({ tenant, administrator, onClose }: FirstAdministratorDialogProps) {
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="first-administrator-title" elementToFocus="#first-administrator-done">
      <ModalHeader title={`${tenant.name} is ready`} labelId="first-administrator-title" />
      <ModalBody>
        <Content component="p">
          Its administrator signs in to this console at {tenant.name} as <strong>{administrator.userName}</strong> with this password:
        </Content>
        <ClipboardCopy isReadOnly isCode textAriaLabel="First password" hoverTip="Copy the first password" clickTip="Copied" className="lw-gap-below">
          {administrator.password}
        </ClipboardCopy>
        <Alert variant="warning" isInline component="p" title="Copy the password now. It is not shown again." />
      </ModalBody>
      <ModalFooter>
        <Button id="first-administrator-done" onClick={onClose}>
          Open tenant
        </Button>
      </ModalFooter>
    </Modal>
  );
}
