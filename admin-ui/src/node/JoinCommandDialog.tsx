import { Alert, Button, Content, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import type { JoinToken, Tenant } from '../api';
import { t } from '../language/language';
import { Snippet } from '../ui/Snippet';

interface JoinCommandDialogProps {
  tenant: Tenant;
  token: JoinToken;
  onClose: () => void;
}

export const joinCommand = ({ name, issuer }: Tenant, token: string) => `install -m 600 /dev/null join && printf %s '${token}' >join
LIGHTWAVE_SERVER=${new URL(issuer).origin} LIGHTWAVE_TRUST_BUNDLE=ca.pem \\
  lightwave agent --tenant=${name} --join-token-file=join`;

/** The only time a join token is seen. */
export function JoinCommandDialog({ tenant, token, onClose }: JoinCommandDialogProps) {
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="join-title">
      <ModalHeader title={t('Let {0} join', token.node)} labelId="join-title" />
      <ModalBody>
        <Alert variant="warning" isInline component="p" title={t('Copy the command now. The token in it is not shown again.')} className="lw-gap-below" />
        <Content component="p">{t("Run it on the machine, as the user that the agent runs as; ca.pem is the server's trust anchor:")}</Content>
        <Snippet label={t('join command')} code={joinCommand(tenant, token.token ?? '')} />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>{t('Done')}</Button>
      </ModalFooter>
    </Modal>
  );
}
