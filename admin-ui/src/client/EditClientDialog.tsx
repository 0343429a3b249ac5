import type { Client, ClientPatch } from '../api';
import { t } from '../language/language';
import { AreaField } from '../ui/fields';
import { lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface EditClientDialogProps {
  client: Client;
  onSave: (patch: ClientPatch) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest: () => Promise<Client>;
  onClose: () => void;
}

const asTyped = ({ redirectUris, audiences, scopes }: Client) => ({ redirectUris: redirectUris.join('\n'), audiences: audiences.join('\n'), scopes: scopes.join('\n') });

export function EditClientDialog({ client, onSave, latest, onClose }: EditClientDialogProps) {
  const form = useForm(
    asTyped(client),
    () => ({}),
    (values) => onSave({ redirectUris: lines(values.redirectUris), audiences: lines(values.audiences), scopes: lines(values.scopes) }),
    async () => asTyped(await latest()),
  );
  return (
    <FormDialog title={t('Edit {0}', client.clientId)} form={form} submitLabel={t('Save')} proof onClose={onClose}>
      {client.grantTypes.includes('authorization_code') && <AreaField form={form} name="redirectUris" label={t('Redirect URIs')} hint={t('One per line; compared exactly.')} />}
      <AreaField form={form} name="audiences" label={t('Audiences')} hint={t('Names or URIs of the services it asks tokens for, one per line.')} />
      <AreaField form={form} name="scopes" label={t('Scopes')} hint={t('One per line.')} />
    </FormDialog>
  );
}
