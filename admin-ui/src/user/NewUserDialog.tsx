import type { NewScimUserWritable, Tenant } from '../api';
import { t } from '../language/language';
import { TextField } from '../ui/fields';
import { type Errors, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

export type NewUser = Omit<NewScimUserWritable, 'schemas'>;

const EMPTY = { userName: '', displayName: '', emails: '', password: '' };

interface NewUserDialogProps {
  tenant: Tenant;
  onCreate: (user: NewUser) => Promise<unknown>;
  onClose: () => void;
}

export function NewUserDialog({ tenant, onCreate, onClose }: NewUserDialogProps) {
  const form = useForm(EMPTY, check, ({ userName, displayName, emails, password }) =>
    onCreate({
      userName: userName.trim(),
      ...(displayName.trim() && { displayName: displayName.trim() }),
      ...(emails.trim() && { emails: [{ value: emails.trim(), primary: true }] }),
      ...(password && { password }),
    }),
  );
  return (
    <FormDialog title={t('Create user')} description={t('A person who signs in at {0}.', tenant.name)} form={form} submitLabel={t('Create user')} onClose={onClose}>
      <TextField form={form} name="userName" label={t('User name')} required hint={t('What the person types to sign in; the uid of the directory entry.')} />
      <TextField form={form} name="displayName" label={t('Name')} />
      <TextField form={form} name="emails" label={t('E-mail')} type="email" />
      <TextField
        form={form}
        name="password"
        label={t('First password')}
        type="password"
        autoComplete="new-password"
        hint={t("At least 8 characters, not containing the user name, unless the tenant's policy asks for more. Without one the person cannot sign in by password.")}
      />
    </FormDialog>
  );
}

function check({ userName, emails }: typeof EMPTY): Errors<typeof EMPTY> {
  return {
    userName: userName.trim() ? undefined : t('Enter a user name.'),
    emails: emails.trim() && !/^\S+@\S+$/.test(emails.trim()) ? t('This is not an e-mail address.') : undefined,
  };
}
