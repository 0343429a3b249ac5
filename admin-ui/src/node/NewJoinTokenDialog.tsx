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
  /** Makes the node before it joins in another way. */
  onRegister: (name: string) => Promise<unknown>;
  onClose: () => void;
}

export function NewJoinTokenDialog({ onCreate, onRegister, onClose }: NewJoinTokenDialogProps) {
  const form = useForm(
    { node: '', joins: 'token', expiresIn: 'PT10M', addressRange: '' },
    ({ node }) => ({ node: node.trim() ? undefined : t('Name the node.') }),
    ({ node, joins, expiresIn, addressRange }) =>
      joins === 'otherwise' ? onRegister(node.trim()) : onCreate({ node: node.trim(), expiresIn, ...(addressRange.trim() && { addressRange: addressRange.trim() }) }),
  );
  const byToken = form.values.joins === 'token';
  return (
    <FormDialog title={t('Add node')} form={form} submitLabel={byToken ? t('Make join token') : t('Register node')} proof onClose={onClose}>
      <TextField form={form} name="node" label={t('Node')} required placeholder="host1" hint={t('A host name in lower case.')} />
      <SelectField
        form={form}
        name="joins"
        label={t('It joins')}
        options={[
          { value: 'token', label: t('By a join token, which counts once') },
          { value: 'otherwise', label: t('By its cluster or a node authority') },
        ]}
        hint={byToken ? undefined : t('Its name is registered now, so that rules can speak of it.')}
      />
      {byToken && <SelectField form={form} name="expiresIn" label={t('Good for')} options={HOURS} />}
      {byToken && <TextField form={form} name="addressRange" label={t('Only from')} placeholder="10.0.0.0/24" hint={t('A range of addresses; from anywhere when left empty.')} />}
    </FormDialog>
  );
}
