import type { ResourceServer, ResourceServerPatch } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface EditResourceServerDialogProps {
  server: ResourceServer;
  latest: () => Promise<ResourceServer>;
  onSave: (patch: ResourceServerPatch) => Promise<unknown>;
  onClose: () => void;
}

const TYPES = ['at+jwt', 'JWT'] as const;
const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA', 'ES384', 'ES512'] as const;

const asTyped = (server: ResourceServer) => ({
  clients: server.clients.join('\n'),
  scopes: server.scopes.join(' '),
  accessTokenType: server.accessTokenType ?? '',
  accessTokenSigningAlg: server.accessTokenSigningAlg ?? '',
  enabled: String(server.enabled),
});

const choices = (usual: string, values: readonly string[]) => [{ value: '', label: usual }, ...values.map((value) => ({ value, label: value }))];

/** Changes what may be changed of a resource server; its name and URI stay. */
export function EditResourceServerDialog({ server, latest, onSave, onClose }: EditResourceServerDialogProps) {
  const form = useForm<{ clients: string; scopes: string; accessTokenType: string; accessTokenSigningAlg: string; enabled: string }>(
    asTyped(server),
    () => ({}),
    ({ clients, scopes, accessTokenType, accessTokenSigningAlg, enabled }) =>
      onSave({
        clients: lines(clients),
        scopes: scopes.split(/\s+/).filter(Boolean),
        accessTokenType: TYPES.find((known) => known === accessTokenType) ?? null,
        accessTokenSigningAlg: ALGORITHMS.find((known) => known === accessTokenSigningAlg) ?? null,
        enabled: enabled === 'true',
      }),
    async () => asTyped(await latest()),
  );
  return (
    <FormDialog title={t('Edit {0}', server.name)} form={form} submitLabel={t('Save')} onClose={onClose}>
      <AreaField form={form} name="clients" label={t('Introspecting clients')} rows={2} hint={t('Client ids that may introspect tokens for it, one per line.')} />
      <TextField form={form} name="scopes" label={t('Scopes')} hint={t('Separated by spaces.')} />
      <SelectField form={form} name="accessTokenType" label={t('Type of access tokens')} options={choices(t('As usual'), TYPES)} hint={t('The typ in the header of tokens for it.')} />
      <SelectField form={form} name="accessTokenSigningAlg" label={t('Signed by')} options={choices(t('As usual'), ALGORITHMS)} />
      <SelectField
        form={form}
        name="enabled"
        label={t('State')}
        options={[
          { value: 'true', label: t('Enabled') },
          { value: 'false', label: t('Disabled') },
        ]}
      />
    </FormDialog>
  );
}
