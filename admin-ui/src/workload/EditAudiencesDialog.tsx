import type { Workload } from '../api';
import { t } from '../language/language';
import { AreaField } from '../ui/fields';
import { lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface EditAudiencesDialogProps {
  workload: Workload;
  onSave: (audiences: string[]) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest: () => Promise<Workload>;
  onClose: () => void;
}

export function EditAudiencesDialog({ workload, onSave, latest, onClose }: EditAudiencesDialogProps) {
  const form = useForm({ audiences: workload.audiences.join('\n') }, () => ({}), ({ audiences }) => onSave(lines(audiences)), async () => ({ audiences: (await latest()).audiences.join('\n') }));
  return (
    <FormDialog title={t('Audiences of {0}', workload.name)} form={form} submitLabel={t('Save')} onClose={onClose}>
      <AreaField form={form} name="audiences" label={t('Audiences')} rows={4} hint={t('Names or URIs of the services it asks tokens for, one per line.')} />
    </FormDialog>
  );
}
