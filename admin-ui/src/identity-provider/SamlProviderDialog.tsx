import type { IdentityProvider, NewIdentityProvider } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { claimRule, claimRuleInWords, requiredClaim, requiredClaimInWords } from './rules';

interface SamlProviderDialogProps {
  /** The provider to change; undefined for a new one. */
  provider?: IdentityProvider;
  onSave: (provider: NewIdentityProvider) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest?: () => Promise<IdentityProvider>;
  onClose: () => void;
}

const asTyped = (provider?: IdentityProvider) => ({
  name: provider?.name ?? '',
  displayName: provider?.displayName ?? '',
  metadataUrl: provider?.metadataUrl ?? '',
  metadata: '',
  emailDomains: (provider?.emailDomains ?? []).join('\n'),
  userNameClaim: provider?.userNameClaim ?? 'urn:oid:0.9.2342.19200300.100.1.1',
  subjectAttribute: provider?.subjectAttribute ?? '',
  justInTime: String(provider?.justInTime ?? false),
  trustsSecondFactor: String(provider?.trustsSecondFactor ?? false),
  idpInitiated: String(provider?.idpInitiated ?? false),
  groupRules: (provider?.groupRules ?? []).map(claimRuleInWords).join('\n'),
  requiredClaims: (provider?.requiredClaims ?? []).map(requiredClaimInWords).join('\n'),
  enabled: String(provider?.enabled ?? true),
});

type Typed = ReturnType<typeof asTyped>;

const checkFor =
  (provider?: IdentityProvider) =>
  (values: Typed): Errors<Typed> => {
    const wrong = lines(values.groupRules).find((line) => !claimRule(line));
    const unclear = lines(values.requiredClaims).find((line) => !requiredClaim(line));
    const url = values.metadataUrl.trim();
    const missing = !provider && !url && !values.metadata.trim();
    return {
      name: values.name.trim() ? undefined : t('Enter a name.'),
      metadataUrl: missing ? t('Enter an address, or paste metadata below.') : !url || URL.canParse(url) ? undefined : t('Enter an absolute URL.'),
      metadata: url && values.metadata.trim() ? t('Either an address or metadata.') : undefined,
      groupRules: wrong === undefined ? undefined : t('Not a rule: “{0}”. Such as groups=engineering -> developers.', wrong),
      requiredClaims: unclear === undefined ? undefined : t('Not a claim: “{0}”. Such as hd=acme.example.', unclear),
    };
  };

/** A merge patch leaves what it does not name: what was emptied is named, and goes. */
const providerOf = (values: Typed, before?: IdentityProvider): NewIdentityProvider => {
  const text = (name: 'metadataUrl' | 'subjectAttribute') => {
    const typed = values[name].trim();
    return typed ? { [name]: typed } : before?.[name] !== undefined ? { [name]: null } : {};
  };
  return {
    name: values.name.trim(),
    kind: 'saml',
    displayName: values.displayName.trim() || values.name.trim(),
    ...text('metadataUrl'),
    ...(values.metadata.trim() && { metadata: values.metadata.trim() }),
    ...text('subjectAttribute'),
    emailDomains: lines(values.emailDomains),
    userNameClaim: values.userNameClaim.trim(),
    justInTime: values.justInTime === 'true',
    trustsSecondFactor: values.trustsSecondFactor === 'true',
    idpInitiated: values.idpInitiated === 'true',
    groupRules: lines(values.groupRules)
      .map(claimRule)
      .filter((rule) => rule !== undefined),
    requiredClaims: lines(values.requiredClaims)
      .map(requiredClaim)
      .filter((claim) => claim !== undefined),
    enabled: values.enabled === 'true',
  };
};

const YES_NO = [
  { value: 'false', label: t('No') },
  { value: 'true', label: t('Yes') },
];

export function SamlProviderDialog({ provider, onSave, latest, onClose }: SamlProviderDialogProps) {
  const form = useForm(asTyped(provider), checkFor(provider), (values) => onSave(providerOf(values, provider)), latest && (async () => asTyped(await latest())));
  const title = provider ? t('Edit {0}', provider.name) : t('Add SAML provider');
  return (
    <FormDialog title={title} form={form} submitLabel={provider ? t('Save') : title} proof onClose={onClose}>
      <TextField form={form} name="name" label={t('Name')} required placeholder="university" hint={t('Small letters, digits, dots, underscores and hyphens.')} />
      <TextField form={form} name="displayName" label={t('Shown as')} placeholder={t('University')} hint={t('On the sign-in page; the name when empty.')} />
      <TextField form={form} name="metadataUrl" label={t('Metadata address')} type="url" placeholder="https://idp.example/metadata" hint={t('Read now, and again every six hours.')} />
      <AreaField
        form={form}
        name="metadata"
        label={t('Metadata')}
        rows={3}
        hint={provider ? t('An EntityDescriptor instead of the one that is kept; without address.') : t('An EntityDescriptor, when there is no address.')}
      />
      <AreaField form={form} name="emailDomains" label={t('E-mail domains')} rows={2} hint={t('One per line; such an address, typed as a user name, leads there, and its word counts for such addresses.')} />
      <AreaField form={form} name="requiredClaims" label={t('Only people with')} rows={2} hint={t('One per line, such as hd=acme.example; of each claim that is named, one has to hold. Everybody when empty.')} />
      <SelectField form={form} name="justInTime" label={t('Make people at their first visit')} options={YES_NO} />
      <TextField form={form} name="userNameClaim" label={t('Their user name')} hint={t('The Name of the attribute that names people who are made here.')} />
      <TextField form={form} name="subjectAttribute" label={t('Known by')} hint={t('The Name of an attribute that never changes; the NameID when empty.')} />
      <SelectField form={form} name="trustsSecondFactor" label={t('Its second factor counts here')} options={YES_NO} />
      <SelectField form={form} name="idpInitiated" label={t('People may begin there')} options={YES_NO} />
      <AreaField form={form} name="groupRules" label={t('Groups')} rows={2} hint={t('One rule per line, such as groups=engineering -> developers.')} />
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
