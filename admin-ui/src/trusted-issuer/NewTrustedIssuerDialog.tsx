import type { NewTrustedIssuer, Tenant } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, type Form, keySetError, lines, parseKeySet, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { type Kind, KINDS } from './kinds';

interface Values {
  kind: Kind;
  issuer: string;
  name: string;
  keys: 'metadata' | 'jwksUri' | 'jwks';
  jwksUri: string;
  jwks: string;
  audience: string;
  immutableClaims: string;
  caBundle: string;
}

const EMPTY: Values = { kind: 'kubernetes', issuer: '', name: '', keys: 'metadata', jwksUri: '', jwks: '', audience: '', immutableClaims: '', caBundle: '' };

const KEYS = [
  { value: 'metadata', label: t("Found by the issuer's metadata") },
  { value: 'jwksUri', label: t('Fetched from a URL') },
  { value: 'jwks', label: t('Fixed: paste a key set') },
];

interface NewTrustedIssuerDialogProps {
  tenant: Tenant;
  onCreate: (issuer: NewTrustedIssuer) => Promise<unknown>;
  onClose: () => void;
}

export function NewTrustedIssuerDialog({ tenant, onCreate, onClose }: NewTrustedIssuerDialogProps) {
  const form = withPlatformIssuer(useForm(EMPTY, check, (values) => onCreate(issuerOf(values))));
  const { kind } = form.values;
  const keys = isOfDocuments(kind) ? 'metadata' : form.values.keys;
  return (
    <FormDialog title={t('Add trusted issuer')} form={form} submitLabel={t('Add trusted issuer')} proof onClose={onClose}>
      <SelectField form={form} name="kind" label={t('Platform')} options={(Object.keys(KINDS) as Kind[]).map((value) => ({ value, label: KINDS[value].label }))} hint={KINDS[kind].advice} />
      <TextField form={form} name="issuer" label={t('Issuer')} type="url" required placeholder="https://cluster.example" hint={t('The iss of its tokens, exactly.')} />
      <TextField form={form} name="name" label={t('Name')} hint={t('What you call it; the issuer when left empty.')} />
      {isOfDocuments(kind) && <AreaField form={form} name="caBundle" label={t('Certificates')} required rows={5} hint={t('In PEM: what its documents are verified by.')} />}
      {!isOfDocuments(kind) && <SelectField form={form} name="keys" label={t('Public keys')} options={KEYS} />}
      {keys === 'jwksUri' && <TextField form={form} name="jwksUri" label={t('Key set URL')} type="url" required placeholder="https://cluster.example/openid/v1/jwks" />}
      {keys === 'jwks' && <AreaField form={form} name="jwks" label={t('Key set')} required rows={5} hint={t('For a cluster that cannot be reached: kubectl get --raw /openid/v1/jwks')} />}
      {kind !== 'ec2' && <TextField form={form} name="audience" label={t('Audience')} hint={t('The aud its tokens must name; {0} when left empty.', tenant.issuer)} />}
      {kind === 'oidc' && <AreaField form={form} name="immutableClaims" label={t('Immutable claims')} rows={2} hint={t('Further claims a rule may rest on, one per line.')} />}
    </FormDialog>
  );
}

function isOfDocuments(kind: Kind): boolean {
  return kind === 'ec2' || kind === 'azure-vm';
}

/** Choosing a platform that has one issuer for everybody fills it in, unless another was typed. */
function withPlatformIssuer(form: Form<Values>): Form<Values> {
  return {
    ...form,
    set: (field, value) => {
      if (field === 'kind' && (!form.values.issuer || form.values.issuer === KINDS[form.values.kind].issuer)) {
        form.set('issuer', KINDS[value as Kind].issuer);
      }
      form.set(field, value);
    },
  };
}

function check({ kind, issuer, keys: chosen, jwksUri, jwks }: Values): Errors<Values> {
  const keys = isOfDocuments(kind) ? 'metadata' : chosen;
  return {
    issuer: URL.canParse(issuer.trim()) ? undefined : t('Enter the issuer, an absolute URL.'),
    jwksUri: keys === 'jwksUri' && !URL.canParse(jwksUri.trim()) ? t('Enter an absolute URL.') : undefined,
    jwks: keys === 'jwks' ? (jwks.trim() ? keySetError(jwks) : t('Paste the key set.')) : undefined,
  };
}

function issuerOf(values: Values): NewTrustedIssuer {
  const ofDocuments = isOfDocuments(values.kind);
  return {
    issuer: values.issuer.trim(),
    kind: values.kind,
    ...(values.name.trim() && { name: values.name.trim() }),
    ...(ofDocuments && { caBundle: values.caBundle.trim() }),
    ...(!ofDocuments && values.keys === 'jwksUri' && { jwksUri: values.jwksUri.trim() }),
    ...(!ofDocuments && values.keys === 'jwks' && { jwks: parseKeySet(values.jwks) }),
    ...(values.kind !== 'ec2' && values.audience.trim() && { audience: values.audience.trim() }),
    ...(values.kind === 'oidc' && values.immutableClaims.trim() && { immutableClaims: lines(values.immutableClaims) }),
  };
}
