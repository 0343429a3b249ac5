import { Alert, Button, Content, Form as FormLayout } from '@patternfly/react-core';
import type { Tenant, Workload } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { ProofAsked, ProofButton, useProof } from '../ui/Proof';
import { type FirstWorkload, firstWorkloadErrors, PLATFORMS } from './platform';
import { Step } from './Step';

const EMPTY: FirstWorkload = { platform: 'host', name: '', node: '', uid: '1000', issuer: '', jwks: '', serviceAccount: '', repositoryId: '' };

interface WorkloadStepProps {
  tenant: Tenant | undefined;
  made: Workload | undefined;
  onCreate: (workload: FirstWorkload) => Promise<unknown>;
}

export function WorkloadStep({ tenant, made, onCreate }: WorkloadStepProps) {
  const form = useForm<FirstWorkload>(EMPTY, firstWorkloadErrors, (values) => onCreate({ ...values, name: values.name.trim(), node: values.node.trim() }));
  const proof = useProof(true, form.needsProof);
  const { platform } = form.values;
  return (
    <Step number={2} title={t('A workload with a rule')} done={made !== undefined} waiting={!tenant}>
      {made ? (
        <Content component="p">{t('What matches the rule is {0}.', <strong>{made.spiffeId}</strong>)}</Content>
      ) : (
        <FormLayout onSubmit={form.submit} noValidate>
          {proof.missing && <ProofAsked />}
          {form.problem && !proof.missing && <Alert variant="danger" isInline title={form.problem} component="p" role="alert" />}
          <SelectField form={form} name="platform" label={t('Where it runs')} options={PLATFORMS} />
          <TextField form={form} name="name" label={t('Workload')} required placeholder="shop/payments" hint={t('Its name in tokens and certificates.')} />
          {platform === 'host' && (
            <>
              <TextField form={form} name="node" label={t('Host')} required placeholder="host1" hint={t("The machine's host name in lower case.")} />
              <TextField form={form} name="uid" label={t('User id')} required hint={t('Processes of this user on that host are the workload.')} />
            </>
          )}
          {platform === 'kubernetes' && (
            <>
              <TextField form={form} name="issuer" label={t('Issuer of the cluster')} required placeholder="https://cluster.example" hint={t('kubectl get --raw /.well-known/openid-configuration says it.')} />
              <AreaField form={form} name="jwks" label={t('Key set')} rows={3} hint={t('Only when the server cannot reach the issuer: kubectl get --raw /openid/v1/jwks')} />
              <TextField form={form} name="serviceAccount" label={t('Service account')} required placeholder="shop:payments" hint={t('NAMESPACE:NAME of the pods that are the workload.')} />
            </>
          )}
          {platform === 'github' && <TextField form={form} name="repositoryId" label={t('Repository id')} required placeholder="1296269" hint={t('gh api repos/OWNER/NAME --jq .id says it. Names can be given to somebody else, ids cannot.')} />}
          <div>
            {proof.missing ? <ProofButton proof={proof} /> : <Button type="submit" isLoading={form.busy} isDisabled={form.busy}>{t('Create workload')}</Button>}
          </div>
        </FormLayout>
      )}
    </Step>
  );
}
