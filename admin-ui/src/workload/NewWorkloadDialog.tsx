import { Alert, Checkbox } from '@patternfly/react-core';
import type { NewWorkload, Tenant, TrustedIssuer } from '../api';
import { trustDomainOf } from '../tenant/name';
import { AreaField, TextField } from '../ui/fields';
import { type Errors, type Form, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { RuleFields } from './RuleFields';
import { claimsError, newRule, ruleFor, type RuleValues } from './ruleForm';

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
  const form = useForm<Values>({ name: '', audiences: '', withRule: issuers.length > 0, ...ruleFor(issuers[0]) }, check, (values) => onCreate(workloadOf(values)));
  const { name, withRule } = form.values;
  return (
    <FormDialog title="Create workload" form={form} submitLabel="Create workload" onClose={onClose}>
      <TextField form={form} name="name" label="Name" required placeholder="shop/payments" hint={`Its SPIFFE ID is ${trustDomainOf(tenant.name)}/${name.trim() || '…'}`} />
      <AreaField form={form} name="audiences" label="Audiences" rows={2} hint="Names or URIs of the services it asks tokens for, one per line." />
      {issuers.length > 0 ? (
        <>
          <Checkbox id="with-rule" label="Give it to containers that match a rule" isChecked={withRule} onChange={(_, checked) => form.set('withRule', checked)} />
          {withRule && <RuleFields form={form as unknown as Form<RuleValues>} issuers={issuers} />}
        </>
      ) : (
        <Alert variant="info" isInline component="p" title="There is no trusted issuer yet. Create the workload now, and add a rule once its platform is trusted." />
      )}
    </FormDialog>
  );
}

function check({ name, withRule, claims }: Values): Errors<Values> {
  return {
    name: /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(name.trim()) ? undefined : 'Enter one or more segments of letters, digits, dots, hyphens and underscores, for example shop/payments.',
    claims: withRule ? claimsError(claims) : undefined,
  };
}

function workloadOf(values: Values): NewWorkload {
  return {
    name: values.name.trim(),
    ...(values.withRule && { rules: [newRule(values)] }),
    ...(values.audiences.trim() && { audiences: lines(values.audiences) }),
  };
}
