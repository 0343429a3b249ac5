import { Content } from '@patternfly/react-core';
import type { Tenant, TrustedIssuer } from '../api';
import { t } from '../language/language';
import { Snippet } from '../ui/Snippet';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface NodesOfCluster {
  suffix?: string;
  serviceAccounts?: string[];
}

interface ClusterJoinDialogProps {
  tenant: Tenant;
  /** Trusted issuers that are Kubernetes clusters, at least one. */
  clusters: readonly TrustedIssuer[];
  onSave: (issuer: TrustedIssuer, suffix: string, serviceAccounts: string[]) => Promise<unknown>;
  onClose: () => void;
}

/** What the form says of a cluster. */
const nodesOf = (cluster: TrustedIssuer | undefined) => {
  const { suffix = '', serviceAccounts = [] } = (cluster?.nodes ?? {}) as NodesOfCluster;
  return { suffix, serviceAccounts: serviceAccounts.join('\n') };
};

/** The nodes of a cluster join by the token that it projects for the agent's pod: no join token is needed. */
export function ClusterJoinDialog({ tenant, clusters, onSave, onClose }: ClusterJoinDialogProps) {
  const chosen = (id: string) => clusters.find((cluster) => cluster.id === id) ?? clusters[0];
  const form = useForm(
    { cluster: clusters[0]?.id ?? '', ...nodesOf(clusters[0]) },
    ({ suffix, serviceAccounts }) => ({
      suffix: lines(serviceAccounts).length > 0 && !suffix.trim() ? t('Say what the names of its nodes end with.') : undefined,
      serviceAccounts: lines(serviceAccounts).some((account) => !/^[^/\s]+\/[^/\s]+$/.test(account)) ? t('Write each as NAMESPACE/NAME.') : undefined,
    }),
    async ({ cluster, suffix, serviceAccounts }) => {
      const issuer = chosen(cluster);
      if (issuer) await onSave(issuer, suffix.trim(), lines(serviceAccounts));
    },
  );
  const choosing = {
    ...form,
    set: ((field, value) => {
      form.set(field, value);
      if (field !== 'cluster') return;
      const known = nodesOf(chosen(value));
      form.set('suffix', known.suffix);
      form.set('serviceAccounts', known.serviceAccounts);
    }) as typeof form.set,
  };
  return (
    <FormDialog title={t('Let a cluster join')} description={t("The cluster itself says on which node an agent's pod is.")} form={form} submitLabel={t('Save')} proof onClose={onClose}>
      <SelectField form={choosing} name="cluster" label={t('Cluster')} options={clusters.map(({ id, name }) => ({ value: id, label: name }))} />
      <TextField form={form} name="suffix" label={t('Suffix')} placeholder="prod" hint={t('Its node worker-1 is worker-1.{0} here. No other cluster may have the same.', form.values.suffix.trim() || t('prod'))} />
      <AreaField form={form} name="serviceAccounts" label={t('Service accounts of the agents')} rows={2} hint={t('One per line as NAMESPACE/NAME; none, and no node joins by itself.')} />
      <div>
        <Content component="p">{t("The agents run as a DaemonSet with hostPID, the downward API's node name in KUBERNETES_NODE_NAME, and a projected token for {0}:", tenant.issuer)}</Content>
        <Snippet label={t('agent command')} code={`lightwave agent --tenant=${tenant.name} --kubernetes-join=/var/run/secrets/lightwave/token`} />
      </div>
    </FormDialog>
  );
}
