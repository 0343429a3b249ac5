import type { NewJoinToken } from '../api';
import { t } from '../language/language';
import { SelectField, TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

const HOURS = [
  { value: 'PT10M', label: t('Ten minutes') },
  { value: 'PT1H', label: t('An hour') },
  { value: 'P1D', label: t('A day') },
  { value: 'P7D', label: t('A week') },
];

interface NewJoinTokenDialogProps {
  onCreate: (token: NewJoinToken) => Promise<unknown>;
  onClose: () => void;
}

export function NewJoinTokenDialog({ onCreate, onClose }: NewJoinTokenDialogProps) {
  const form = useForm(
    { node: '', expiresIn: 'PT10M', addressRange: '' },
    ({ node }) => ({ node: node.trim() ? undefined : t('Name the node.') }),
    ({ node, expiresIn, addressRange }) => onCreate({ node: node.trim(), expiresIn, ...(addressRange.trim() && { addressRange: addressRange.trim() }) }),
  );
  return (
    <FormDialog title={t('Add node')} description={t('Makes a join token, with which one agent becomes this node. It counts once.')} form={form} submitLabel={t('Make join token')} onClose={onClose}>
      <TextField form={form} name="node" label={t('Node')} required placeholder="host1" hint={t('A host name in lower case.')} />
      <SelectField form={form} name="expiresIn" label={t('Good for')} options={HOURS} />
      <TextField form={form} name="addressRange" label={t('Only from')} placeholder="10.0.0.0/24" hint={t('A range of addresses; from anywhere when left empty.')} />
    </FormDialog>
  );
}
