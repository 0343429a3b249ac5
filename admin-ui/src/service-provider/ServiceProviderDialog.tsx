import { FormGroup } from '@patternfly/react-core';
import type { NewServiceProvider, ServiceProvider, ServiceProviderPatch } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { attributeInWords, typedAttribute } from './attributes';

type Format = NonNullable<NewServiceProvider['nameIdFormat']>;

interface ServiceProviderDialogProps {
  /** The service provider to change; undefined for a new one. */
  provider?: ServiceProvider;
  onCreate: (provider: NewServiceProvider) => Promise<unknown>;
  onChange: (provider: ServiceProvider, patch: ServiceProviderPatch) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest?: () => Promise<ServiceProvider>;
  onClose: () => void;
}

const asTyped = (provider?: ServiceProvider) => ({
  name: provider?.name ?? '',
  metadataUrl: provider?.metadataUrl ?? '',
  metadata: '',
  nameIdFormat: (provider?.nameIdFormat ?? 'persistent') as string,
  attributes: (provider?.attributes ?? []).map(attributeInWords).join('\n'),
  groups: (provider?.groups ?? []).join('\n'),
  signResponse: String(provider?.signResponse ?? true),
  encryptAssertion: String(provider?.encryptAssertion ?? true),
  requireSignedRequests: String(provider?.requireSignedRequests ?? false),
  oneTimeUse: String(provider?.oneTimeUse ?? false),
  idpInitiated: String(provider?.idpInitiated ?? false),
  allowOldAlgorithms: String(provider?.allowOldAlgorithms ?? false),
  enabled: String(provider?.enabled ?? true),
});

type Typed = ReturnType<typeof asTyped>;

const checkFor =
  (provider?: ServiceProvider) =>
  (values: Typed): Errors<Typed> => {
    const wrong = lines(values.attributes).find((line) => !typedAttribute(line));
    const url = values.metadataUrl.trim();
    const missing = !provider && !url && !values.metadata.trim();
    const both = values.metadata.trim() && url && url !== provider?.metadataUrl;
    return {
      name: values.name.trim() ? undefined : t('Enter a name.'),
      metadataUrl: missing ? t('Enter an address, or give metadata below.') : !url || URL.canParse(url) ? undefined : t('Enter an absolute URL.'),
      metadata: both ? t('Either an address or metadata.') : undefined,
      attributes: wrong === undefined ? undefined : t('Not an attribute: “{0}”. Such as mail, or mail -> email.', wrong),
    };
  };

const settingsOf = (values: Typed) => ({
  nameIdFormat: values.nameIdFormat as Format,
  attributes: lines(values.attributes)
    .map(typedAttribute)
    .filter((attribute) => attribute !== undefined),
  signResponse: values.signResponse === 'true',
  encryptAssertion: values.encryptAssertion === 'true',
  requireSignedRequests: values.requireSignedRequests === 'true',
  oneTimeUse: values.oneTimeUse === 'true',
  idpInitiated: values.idpInitiated === 'true',
  allowOldAlgorithms: values.allowOldAlgorithms === 'true',
  enabled: values.enabled === 'true',
});

const newOf = (values: Typed): NewServiceProvider => {
  const groups = lines(values.groups);
  return {
    name: values.name.trim(),
    ...(values.metadata.trim() ? { metadata: values.metadata.trim() } : { metadataUrl: values.metadataUrl.trim() }),
    ...settingsOf(values),
    ...(groups.length > 0 && { groups }),
  };
};

/** A merge patch leaves what it does not name: metadata that nobody has touched stay as they are. */
const patchOf = (values: Typed, before: ServiceProvider): Record<string, unknown> => {
  const groups = lines(values.groups);
  const url = values.metadataUrl.trim();
  return {
    ...settingsOf(values),
    ...(values.metadata.trim() && { metadata: values.metadata.trim() }),
    ...(!values.metadata.trim() && url && url !== before.metadataUrl && { metadataUrl: url }),
    groups: groups.length > 0 ? groups : null,
  };
};

const YES_NO = [
  { value: 'true', label: t('Yes') },
  { value: 'false', label: t('No') },
];

const FORMATS = [
  { value: 'persistent', label: t('A name of its own for each application, always the same') },
  { value: 'transient', label: t('Another name each time') },
  { value: 'emailAddress', label: t('Their mail address') },
  { value: 'unspecified', label: t('Their user name') },
];

export function ServiceProviderDialog({ provider, onCreate, onChange, latest, onClose }: ServiceProviderDialogProps) {
  const form = useForm(asTyped(provider), checkFor(provider), (values) => (provider ? onChange(provider, patchOf(values, provider)) : onCreate(newOf(values))), latest && (async () => asTyped(await latest())));
  const title = provider ? t('Edit {0}', provider.name) : t('Add service provider');
  const read = async (file: File | undefined) => {
    if (file) form.set('metadata', await file.text());
  };
  return (
    <FormDialog title={title} form={form} submitLabel={provider ? t('Save') : title} proof onClose={onClose}>
      {!provider && <TextField form={form} name="name" label={t('Name')} required placeholder="wiki" hint={t('By which administrators call it.')} />}
      <TextField form={form} name="metadataUrl" label={t('Metadata address')} type="url" placeholder="https://wiki.example/saml/metadata" hint={t('Read now, and again every six hours.')} />
      <FormGroup label={t('Metadata file')} fieldId="metadata-file">
        <input id="metadata-file" type="file" accept=".xml,text/xml,application/xml,application/samlmetadata+xml" onChange={(event) => void read(event.target.files?.[0])} />
      </FormGroup>
      <AreaField
        form={form}
        name="metadata"
        label={t('Metadata')}
        rows={3}
        hint={provider ? t('An EntityDescriptor instead of the one that is kept; without address.') : t('An EntityDescriptor, when there is no address.')}
      />
      <SelectField form={form} name="nameIdFormat" label={t('Names people by')} options={FORMATS} hint={t('Where its request leaves it open.')} />
      <AreaField form={form} name="attributes" label={t('Attributes')} rows={3} hint={t('What it is told of people, one per line, such as mail, or mail -> email for a name of its own.')} />
      <AreaField form={form} name="groups" label={t('Groups it may hear of')} rows={2} hint={t('One per line; all when empty. It hears of them by the attribute groups.')} />
      <SelectField form={form} name="encryptAssertion" label={t('Encrypt assertions')} options={YES_NO} hint={t('When its metadata has a key for that.')} />
      <SelectField form={form} name="signResponse" label={t('Sign responses as a whole too')} options={YES_NO} />
      <SelectField form={form} name="requireSignedRequests" label={t('It must sign its requests')} options={YES_NO} />
      <SelectField form={form} name="oneTimeUse" label={t('Its assertions are for one use')} options={YES_NO} />
      <SelectField form={form} name="idpInitiated" label={t('People may begin here')} options={YES_NO} />
      <SelectField form={form} name="allowOldAlgorithms" label={t('Believe SHA-1 of it')} options={YES_NO} hint={t('Only while it can do no better; each time is noted in the audit trail.')} />
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
