import { Alert, Button, ClipboardCopy, Content, Form as FormLayout } from '@patternfly/react-core';
import type { FirstAdministrator, Tenant } from '../api';
import { tenantNameError } from '../tenant/name';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { Step } from './Step';

interface TenantStepProps {
  made: { tenant: Tenant; administrator: FirstAdministrator | undefined } | undefined;
  onCreate: (name: string, displayName: string) => Promise<unknown>;
}

export function TenantStep({ made, onCreate }: TenantStepProps) {
  const form = useForm(
    { name: '', displayName: '' },
    ({ name }) => ({ name: tenantNameError(name.trim()) }),
    ({ name, displayName }) => onCreate(name.trim(), displayName.trim()),
  );
  return (
    <Step number={1} title="A tenant" done={made !== undefined}>
      {made ? (
        <>
          <Content component="p">
            <strong>{made.tenant.name}</strong> has its directory, its keys and its certificate authority.
          </Content>
          {made.administrator && (
            <>
              <Content component="p">
                Its administrator signs in as <strong>{made.administrator.userName}</strong> with this password, which is not shown again:
              </Content>
              <ClipboardCopy isReadOnly isCode textAriaLabel="First password" hoverTip="Copy the first password" clickTip="Copied">
                {made.administrator.password}
              </ClipboardCopy>
            </>
          )}
        </>
      ) : (
        <FormLayout onSubmit={form.submit} noValidate>
          {form.problem && <Alert variant="danger" isInline title={form.problem} component="p" role="alert" />}
          <TextField form={form} name="name" label="Name" required placeholder="acme.example" hint="A domain name of yours. It stands in tokens and certificates, and cannot be changed later." />
          <TextField form={form} name="displayName" label="Display name" placeholder="Acme Corporation" />
          <div>
            <Button type="submit" isLoading={form.busy} isDisabled={form.busy}>
              Create tenant
            </Button>
          </div>
        </FormLayout>
      )}
    </Step>
  );
}
