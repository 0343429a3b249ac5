import type { Tenant } from '../api';
import { t } from '../language/language';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface RenameTenantDialogProps {
  tenant: Tenant;
  onRename: (displayName: string) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest: () => Promise<Tenant>;
  onClose: () => void;
}

export function RenameTenantDialog({ tenant, onRename, latest, onClose }: RenameTenantDialogProps) {
  const form = useForm(
    { displayName: tenant.displayName ?? '' },
    () => ({}),
    ({ displayName }) => onRename(displayName.trim()),
    async () => ({ displayName: (await latest()).displayName ?? '' }),
  );
  return (
    <FormDialog title={t('Display name of {0}', tenant.name)} form={form} submitLabel={t('Save')} proof onClose={onClose} variant="small">
      <TextField form={form} name="displayName" label={t('Display name')} hint={t("What people read. The tenant's name itself stays as it is.")} />
    </FormDialog>
  );
}
