import type { NewRule, Tenant, TrustedIssuer, Workload } from '../api';
import { t } from '../language/language';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { RuleFields } from './RuleFields';
import { newRule, ruleErrors, ruleFor } from './ruleForm';
import { RulePreview } from './RulePreview';

interface NewRuleDialogProps {
  tenant: Tenant;
  workload: Workload;
  issuers: readonly TrustedIssuer[];
  onCreate: (rule: NewRule) => Promise<unknown>;
  onClose: () => void;
}

export function NewRuleDialog({ tenant, workload, issuers, onCreate, onClose }: NewRuleDialogProps) {
  const form = useForm(ruleFor(issuers[0]), ruleErrors, (values) => onCreate(newRule(values)));
  return (
    <FormDialog title={t('Add rule')} description={t('A container that matches it becomes {0}.', workload.spiffeId)} form={form} submitLabel={t('Add rule')} proof onClose={onClose}>
      <RuleFields form={form} issuers={issuers} />
      <RulePreview tenant={tenant} rule={form.values} />
    </FormDialog>
  );
}
