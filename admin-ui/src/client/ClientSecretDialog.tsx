import { Alert, Button, ClipboardCopy, Content, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import type { Client, Tenant } from '../api';
import { t } from '../language/language';
import { clientCommand } from '../tenant/FirstToken';
import { Snippet } from '../ui/Snippet';

interface ClientSecretDialogProps {
  tenant: Tenant;
  client: Client;
  secret: string;
  onClose: () => void;
}

/** The only time a secret is seen; it is neither kept nor cached anywhere in the console. */
export function ClientSecretDialog({ tenant, client, secret, onClose }: ClientSecretDialogProps) {
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="client-secret-title">
      <ModalHeader title={t('Secret of {0}', client.clientId)} labelId="client-secret-title" />
      <ModalBody>
        <Alert variant="warning" isInline component="p" title={t('Copy the secret now. It is not shown again.')} className="lw-gap-below" />
        <ClipboardCopy isReadOnly isCode textAriaLabel={t('Client secret')} hoverTip={t('Copy the client secret')} clickTip={t('Copied')} className="lw-gap-below">
          {secret}
        </ClipboardCopy>
        {client.grantTypes.includes('client_credentials') && (
          <>
            <Content component="p">{t('Fetch a token with it:')}</Content>
            <Snippet label={t('command')} code={clientCommand(tenant, client.clientId, secret)} />
          </>
        )}
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>{t('Done')}</Button>
      </ModalFooter>
    </Modal>
  );
}
