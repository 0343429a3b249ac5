import type { Tenant } from '../api';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface RenameTenantDialogProps {
  tenant: Tenant;
  onRename: (displayName: string) => Promise<unknown>;
  onClose: () => void;
}

export function RenameTenantDialog({ tenant, onRename, onClose }: RenameTenantDialogProps) {
  const form = useForm(
    { displayName: tenant.displayName ?? '' },
    () => ({}),
    ({ displayName }) => onRename(displayName.trim()),
  );
  return (
    <FormDialog title={`Display name of ${tenant.name}`} form={form} submitLabel="Save" proof onClose={onClose} variant="small">
      <TextField form={form} name="displayName" label="Display name" hint="What people read. The tenant's name itself stays as it is." />
    </FormDialog>
  );
}
