import { Checkbox } from '@patternfly/react-core';
import type { NewWorkload, Tenant, TrustedIssuer } from '../api';
import { t } from '../language/language';
import { trustDomainOf } from '../tenant/name';
import { AreaField, TextField } from '../ui/fields';
import { type Errors, type Form, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { RuleFields } from './RuleFields';
import { newRule, ruleErrors, ruleFor, type RuleValues } from './ruleForm';
import { RulePreview } from './RulePreview';

interface Values extends RuleValues {
  name: string;
  audiences: string;
  withRule: boolean;
}

interface NewWorkloadDialogProps {
  tenant: Tenant;
  issuers: readonly TrustedIssuer[];
  onCreate: (workload: NewWorkload) => Promise<unknown>;
  onClose: () => void;
}

export function NewWorkloadDialog({ tenant, issuers, onCreate, onClose }: NewWorkloadDialogProps) {
  const form = useForm<Values>({ name: '', audiences: '', withRule: true, ...ruleFor(issuers[0]) }, check, (values) => onCreate(workloadOf(values)));
  const { name, withRule } = form.values;
  return (
    <FormDialog title={t('Create workload')} form={form} submitLabel={t('Create workload')} proof onClose={onClose}>
      <TextField form={form} name="name" label={t('Name')} required placeholder="shop/payments" hint={t('Its SPIFFE ID is {0}', `${trustDomainOf(tenant.name)}/${name.trim() || '…'}`)} />
      <AreaField form={form} name="audiences" label={t('Audiences')} rows={2} hint={t('Names or URIs of the services it asks tokens for, one per line.')} />
      <Checkbox id="with-rule" label={t('Give it to containers and processes that match a rule')} isChecked={withRule} onChange={(_, checked) => form.set('withRule', checked)} />
      {withRule && <RuleFields form={form as unknown as Form<RuleValues>} issuers={issuers} />}
      {withRule && <RulePreview tenant={tenant} rule={form.values} />}
    </FormDialog>
  );
}

function check(values: Values): Errors<Values> {
  const { name, withRule } = values;
  return {
    name: /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(name.trim()) ? undefined : t('Enter one or more segments of letters, digits, dots, hyphens and underscores, for example shop/payments.'),
    ...(withRule && ruleErrors(values)),
  };
}

function workloadOf(values: Values): NewWorkload {
  return {
    name: values.name.trim(),
    ...(values.withRule && { rules: [newRule(values)] }),
    ...(values.audiences.trim() && { audiences: lines(values.audiences) }),
  };
}
