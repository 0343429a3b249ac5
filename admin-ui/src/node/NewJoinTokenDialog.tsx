import type { NewJoinToken } from '../api';
import { SelectField, TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

const HOURS = [
  { value: 'PT10M', label: 'Ten minutes' },
  { value: 'PT1H', label: 'An hour' },
  { value: 'P1D', label: 'A day' },
  { value: 'P7D', label: 'A week' },
];

interface NewJoinTokenDialogProps {
  onCreate: (token: NewJoinToken) => Promise<unknown>;
  onClose: () => void;
}

export function NewJoinTokenDialog({ onCreate, onClose }: NewJoinTokenDialogProps) {
  const form = useForm(
    { node: '', expiresIn: 'PT10M', addressRange: '' },
    ({ node }) => ({ node: node.trim() ? undefined : 'Name the node.' }),
    ({ node, expiresIn, addressRange }) => onCreate({ node: node.trim(), expiresIn, ...(addressRange.trim() && { addressRange: addressRange.trim() }) }),
  );
  return (
    <FormDialog title="Add node" description="Makes a join token, with which one agent becomes this node. It counts once." form={form} submitLabel="Make join token" onClose={onClose}>
      <TextField form={form} name="node" label="Node" required placeholder="host1" hint="A host name in lower case." />
      <SelectField form={form} name="expiresIn" label="Good for" options={HOURS} />
      <TextField form={form} name="addressRange" label="Only from" placeholder="10.0.0.0/24" hint="A range of addresses; from anywhere when left empty." />
    </FormDialog>
  );
}
