import { FormGroup, Radio } from '@patternfly/react-core';
import type { NewClient } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, keySetError, lines, parseKeySet, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { methodLabel } from './words';

const KINDS = {
  service: { label: t('Service'), description: t('Acts for itself, with a secret or key (client credentials).'), grantTypes: ['client_credentials'] },
  web: { label: t('Web application'), description: t('People sign in; a server keeps its secret or key (authorization code).'), grantTypes: ['authorization_code', 'refresh_token'] },
  public: { label: t('Single-page or native application'), description: t('People sign in; no secret can be kept (authorization code with PKCE).'), grantTypes: ['authorization_code', 'refresh_token'] },
} as const;

type Kind = keyof typeof KINDS;
type Method = NonNullable<NewClient['tokenEndpointAuthMethod']>;

const CONFIDENTIAL = (['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const).map((value) => ({ value, label: methodLabel(value) }));

interface Values {
  kind: Kind;
  clientId: string;
  tokenEndpointAuthMethod: Method;
  jwks: string;
  redirectUris: string;
  audiences: string;
  scopes: string;
}

const EMPTY: Values = { kind: 'service', clientId: '', tokenEndpointAuthMethod: 'client_secret_basic', jwks: '', redirectUris: '', audiences: '', scopes: '' };

interface NewClientDialogProps {
  onCreate: (client: NewClient) => Promise<unknown>;
  onClose: () => void;
}

export function NewClientDialog({ onCreate, onClose }: NewClientDialogProps) {
  const form = useForm(EMPTY, check, (values) => onCreate(clientOf(values)));
  const { kind, tokenEndpointAuthMethod } = form.values;
  return (
    <FormDialog title={t('Create client')} form={form} submitLabel={t('Create client')} onClose={onClose}>
      <TextField form={form} name="clientId" label={t('Client id')} required placeholder="billing" hint={t('It cannot be changed later.')} />
      <FormGroup role="radiogroup" label={t('Kind')} fieldId="client-kind" isStack>
        {(Object.keys(KINDS) as Kind[]).map((value) => (
          <Radio
            key={value}
            id={`client-kind-${value}`}
            name="kind"
            label={KINDS[value].label}
            description={KINDS[value].description}
            isChecked={kind === value}
            onChange={() => form.set('kind', value)}
          />
        ))}
      </FormGroup>
      {isConfidential(kind) && <SelectField form={form} name="tokenEndpointAuthMethod" label={t('Authentication')} options={CONFIDENTIAL} />}
      {isConfidential(kind) && tokenEndpointAuthMethod === 'private_key_jwt' && (
        <AreaField form={form} name="jwks" label={t('Public keys')} required rows={5} hint={t("A JSON Web Key Set with the client's public keys.")} />
      )}
      {hasRedirects(kind) && <AreaField form={form} name="redirectUris" label={t('Redirect URIs')} required rows={2} hint={t('One per line; compared exactly.')} />}
      <AreaField form={form} name="audiences" label={t('Audiences')} rows={2} hint={t('Names or URIs of the services it asks tokens for, one per line.')} />
      <TextField form={form} name="scopes" label={t('Scopes')} hint={t('Separated by spaces.')} />
    </FormDialog>
  );
}

const isConfidential = (kind: Kind) => kind === 'service' || kind === 'web';
const hasRedirects = (kind: Kind) => kind === 'web' || kind === 'public';

function check(values: Values): Errors<Values> {
  const keyed = isConfidential(values.kind) && values.tokenEndpointAuthMethod === 'private_key_jwt';
  return {
    clientId: values.clientId.trim() ? undefined : t('Enter a client id.'),
    jwks: keyed ? (values.jwks.trim() ? keySetError(values.jwks) : t('Paste the public keys.')) : undefined,
    redirectUris: hasRedirects(values.kind) && lines(values.redirectUris).length === 0 ? t('Enter at least one redirect URI.') : undefined,
  };
}

function clientOf(values: Values): NewClient {
  const method = isConfidential(values.kind) ? values.tokenEndpointAuthMethod : 'none';
  const scopes = values.scopes.split(/\s+/).filter(Boolean);
  return {
    clientId: values.clientId.trim(),
    grantTypes: [...KINDS[values.kind].grantTypes],
    tokenEndpointAuthMethod: method,
    ...(method === 'private_key_jwt' && { jwks: parseKeySet(values.jwks) }),
    ...(hasRedirects(values.kind) && { redirectUris: lines(values.redirectUris) }),
    ...(values.audiences.trim() && { audiences: lines(values.audiences) }),
    ...(scopes.length > 0 && { scopes }),
  };
}
