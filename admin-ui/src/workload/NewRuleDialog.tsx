import type { NewRule, TrustedIssuer, Workload } from '../api';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { RuleFields } from './RuleFields';
import { claimsError, newRule, ruleFor } from './ruleForm';

interface NewRuleDialogProps {
  workload: Workload;
  issuers: readonly TrustedIssuer[];
  onCreate: (rule: NewRule) => Promise<unknown>;
  onClose: () => void;
}

export function NewRuleDialog({ workload, issuers, onCreate, onClose }: NewRuleDialogProps) {
  const form = useForm(ruleFor(issuers[0]), ({ claims }) => ({ claims: claimsError(claims) }), (values) => onCreate(newRule(values)));
  return (
    <FormDialog title="Add rule" description={`A container that matches it becomes ${workload.spiffeId}.`} form={form} submitLabel="Add rule" onClose={onClose}>
      <RuleFields form={form} issuers={issuers} />
    </FormDialog>
  );
}
