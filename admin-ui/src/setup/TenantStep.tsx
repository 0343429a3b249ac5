import { Alert, Button, ClipboardCopy, Content, Form as FormLayout } from '@patternfly/react-core';
import type { FirstAdministrator, Tenant } from '../api';
import { t } from '../language/language';
import { tenantNameError } from '../tenant/name';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { ProofAsked, ProofButton, useProof } from '../ui/Proof';
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
  // Asked before anything is made: the next step needs it, and the first password would be left behind.
  const proof = useProof(true, false);
  if (proof.missing && !made) {
    return (
      <Step number={1} title={t('A tenant')} done={false}>
        <ProofAsked />
        <ProofButton proof={proof} />
      </Step>
    );
  }
  return (
    <Step number={1} title={t('A tenant')} done={made !== undefined}>
      {made ? (
        <>
          <Content component="p">{t('{0} has its directory, its keys and its certificate authority.', <strong>{made.tenant.name}</strong>)}</Content>
          {made.administrator && (
            <>
              <Content component="p">{t('Its administrator signs in as {0} with this password, which is not shown again:', <strong>{made.administrator.userName}</strong>)}</Content>
              <ClipboardCopy isReadOnly isCode textAriaLabel={t('First password')} hoverTip={t('Copy the first password')} clickTip={t('Copied')}>
                {made.administrator.password}
              </ClipboardCopy>
            </>
          )}
        </>
      ) : (
        <FormLayout onSubmit={form.submit} noValidate>
          {form.problem && <Alert variant="danger" isInline title={form.problem} component="p" role="alert" />}
          <TextField form={form} name="name" label={t('Name')} required placeholder="acme.example" hint={t('A domain name of yours. It stands in tokens and certificates, and cannot be changed later.')} />
          <TextField form={form} name="displayName" label={t('Display name')} placeholder={t('Acme Corporation')} />
          <div>
            <Button type="submit" isLoading={form.busy} isDisabled={form.busy}>{t('Create tenant')}</Button>
          </div>
        </FormLayout>
      )}
    </Step>
  );
}
