import type { Client, ClientPatch } from '../api';
import { t } from '../language/language';
import { AreaField } from '../ui/fields';
import { lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface EditClientDialogProps {
  client: Client;
  onSave: (patch: ClientPatch) => Promise<unknown>;
  onClose: () => void;
}

export function EditClientDialog({ client, onSave, onClose }: EditClientDialogProps) {
  const form = useForm(
    { redirectUris: client.redirectUris.join('\n'), audiences: client.audiences.join('\n'), scopes: client.scopes.join('\n') },
    () => ({}),
    (values) => onSave({ redirectUris: lines(values.redirectUris), audiences: lines(values.audiences), scopes: lines(values.scopes) }),
  );
  return (
    <FormDialog title={t('Edit {0}', client.clientId)} form={form} submitLabel={t('Save')} onClose={onClose}>
      {client.grantTypes.includes('authorization_code') && <AreaField form={form} name="redirectUris" label={t('Redirect URIs')} hint={t('One per line; compared exactly.')} />}
      <AreaField form={form} name="audiences" label={t('Audiences')} hint={t('Names or URIs of the services it asks tokens for, one per line.')} />
      <AreaField form={form} name="scopes" label={t('Scopes')} hint={t('One per line.')} />
    </FormDialog>
  );
}
