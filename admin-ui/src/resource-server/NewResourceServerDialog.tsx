import type { NewResourceServer } from '../api';
import { t } from '../language/language';
import { AreaField, TextField } from '../ui/fields';
import { type Errors, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

const EMPTY = { name: '', uri: '', clients: '', scopes: '' };

interface NewResourceServerDialogProps {
  onCreate: (server: NewResourceServer) => Promise<unknown>;
  onClose: () => void;
}

export function NewResourceServerDialog({ onCreate, onClose }: NewResourceServerDialogProps) {
  const form = useForm(EMPTY, check, (values) =>
    onCreate({ name: values.name.trim(), uri: values.uri.trim(), clients: lines(values.clients), scopes: values.scopes.split(/\s+/).filter(Boolean) }),
  );
  return (
    <FormDialog title={t('Create resource server')} form={form} submitLabel={t('Create resource server')} onClose={onClose}>
      <TextField form={form} name="name" label={t('Name')} required placeholder="billing" hint={t('May be asked for as resource or audience.')} />
      <TextField form={form} name="uri" label={t('URI')} type="url" required placeholder="https://billing.example" hint={t('The resource asked for, and the aud of the token.')} />
      <AreaField form={form} name="clients" label={t('Introspecting clients')} rows={2} hint={t('Client ids that may introspect tokens for it, one per line.')} />
      <TextField form={form} name="scopes" label={t('Scopes')} hint={t('Separated by spaces.')} />
    </FormDialog>
  );
}

function check({ name, uri }: typeof EMPTY): Errors<typeof EMPTY> {
  return {
    name: name.trim() ? undefined : t('Enter a name.'),
    uri: URL.canParse(uri.trim()) ? undefined : t('Enter an absolute URI, for example https://billing.example.'),
  };
}
