import type { NewScimUserWritable, Tenant } from '../api';
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
    <FormDialog title="Create user" description={`A person who signs in at ${tenant.name}.`} form={form} submitLabel="Create user" onClose={onClose}>
      <TextField form={form} name="userName" label="User name" required hint="What the person types to sign in; the uid of the directory entry." />
      <TextField form={form} name="displayName" label="Name" />
      <TextField form={form} name="emails" label="E-mail" type="email" />
      <TextField
        form={form}
        name="password"
        label="First password"
        type="password"
        autoComplete="new-password"
        hint="At least 8 characters, not containing the user name, unless the tenant's policy asks for more. Without one the person cannot sign in by password."
      />
    </FormDialog>
  );
}

function check({ userName, emails }: typeof EMPTY): Errors<typeof EMPTY> {
  return {
    userName: userName.trim() ? undefined : 'Enter a user name.',
    emails: emails.trim() && !/^\S+@\S+$/.test(emails.trim()) ? 'This is not an e-mail address.' : undefined,
  };
}
