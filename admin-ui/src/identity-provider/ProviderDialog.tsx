import type { IdentityProvider, IdentityProviderTest, NewIdentityProvider } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { claimRule, claimRuleInWords, requiredClaim, requiredClaimInWords } from './rules';
import { TestConnection } from './TestConnection';

interface ProviderDialogProps {
  /** The provider to change; undefined for a new one. */
  provider?: IdentityProvider;
  onTest: (provider: NewIdentityProvider) => Promise<IdentityProviderTest>;
  onSave: (provider: NewIdentityProvider) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest?: () => Promise<IdentityProvider>;
  onClose: () => void;
}

const asTyped = (provider?: IdentityProvider) => ({
  name: provider?.name ?? '',
  displayName: provider?.displayName ?? '',
  issuer: provider?.issuer ?? '',
  clientId: provider?.clientId ?? '',
  clientSecret: '',
  tokenEndpointAuthMethod: provider?.tokenEndpointAuthMethod ?? 'client_secret_basic',
  responseMode: provider?.responseMode ?? 'query',
  scopes: (provider?.scopes ?? ['profile', 'email']).join(' '),
  emailDomains: (provider?.emailDomains ?? []).join('\n'),
  userNameClaim: provider?.userNameClaim ?? 'preferred_username',
  justInTime: String(provider?.justInTime ?? false),
  trustsSecondFactor: String(provider?.trustsSecondFactor ?? false),
  groupRules: (provider?.groupRules ?? []).map(claimRuleInWords).join('\n'),
  requiredClaims: (provider?.requiredClaims ?? []).map(requiredClaimInWords).join('\n'),
  enabled: String(provider?.enabled ?? true),
});

type Typed = ReturnType<typeof asTyped>;

function check(values: Typed): Errors<Typed> {
  const wrong = lines(values.groupRules).find((line) => !claimRule(line));
  const unclear = lines(values.requiredClaims).find((line) => !requiredClaim(line));
  return {
    name: values.name.trim() ? undefined : t('Enter a name.'),
    issuer: URL.canParse(values.issuer.trim()) ? undefined : t('Enter the issuer, an absolute URL.'),
    clientId: values.clientId.trim() ? undefined : t('Enter what we are called there.'),
    groupRules: wrong === undefined ? undefined : t('Not a rule: “{0}”. Such as groups=engineering -> developers.', wrong),
    requiredClaims: unclear === undefined ? undefined : t('Not a claim: “{0}”. Such as hd=acme.example.', unclear),
  };
}

const providerOf = (values: Typed): NewIdentityProvider => ({
  name: values.name.trim(),
  displayName: values.displayName.trim() || values.name.trim(),
  issuer: values.issuer.trim(),
  clientId: values.clientId.trim(),
  ...(values.clientSecret && { clientSecret: values.clientSecret }),
  tokenEndpointAuthMethod: values.tokenEndpointAuthMethod,
  responseMode: values.responseMode,
  scopes: values.scopes.split(/\s+/).filter(Boolean),
  emailDomains: lines(values.emailDomains),
  userNameClaim: values.userNameClaim.trim(),
  justInTime: values.justInTime === 'true',
  trustsSecondFactor: values.trustsSecondFactor === 'true',
  groupRules: lines(values.groupRules)
    .map(claimRule)
    .filter((rule) => rule !== undefined),
  requiredClaims: lines(values.requiredClaims)
    .map(requiredClaim)
    .filter((claim) => claim !== undefined),
  enabled: values.enabled === 'true',
});

const YES_NO = [
  { value: 'false', label: t('No') },
  { value: 'true', label: t('Yes') },
];

export function ProviderDialog({ provider, onTest, onSave, latest, onClose }: ProviderDialogProps) {
  const form = useForm(asTyped(provider), check, (values) => onSave(providerOf(values)), latest && (async () => asTyped(await latest())));
  const title = provider ? t('Edit {0}', provider.name) : t('Add OpenID provider');
  const test = async () => {
    const found = await onTest(providerOf(form.values));
    return { good: true, title: t('Its metadata were found'), details: [t('People are sent to {0}', found.authorizationEndpoint), t('Keys are at {0}', found.jwksUri)] };
  };
  return (
    <FormDialog title={title} form={form} submitLabel={provider ? t('Save') : title} proof onClose={onClose}>
      <TextField form={form} name="name" label={t('Name')} required placeholder="corp" hint={t('Small letters, digits, dots, underscores and hyphens.')} />
      <TextField form={form} name="displayName" label={t('Shown as')} placeholder={t('Corp Ltd')} hint={t('On the sign-in page; the name when empty.')} />
      <TextField form={form} name="issuer" label={t('Issuer')} type="url" required placeholder="https://id.corp.example" hint={t('Its metadata are found below this address.')} />
      <TextField form={form} name="clientId" label={t('Client id')} required hint={t('What we are called there.')} />
      <TextField
        form={form}
        name="clientSecret"
        label={t('Client secret')}
        type="password"
        autoComplete="new-password"
        hint={provider?.hasClientSecret ? t('The one that is kept stays when this is empty.') : t('Never shown again.')}
      />
      <SelectField
        form={form}
        name="tokenEndpointAuthMethod"
        label={t('We prove ourselves by')}
        options={[
          { value: 'client_secret_basic', label: t('The secret in a header') },
          { value: 'client_secret_post', label: t('The secret in the form') },
          { value: 'none', label: t('PKCE only') },
        ]}
      />
      <SelectField
        form={form}
        name="responseMode"
        label={t('Its answers come by')}
        options={[
          { value: 'query', label: t('An address') },
          { value: 'form_post', label: t('A form') },
        ]}
      />
      <TextField form={form} name="scopes" label={t('Scopes')} hint={t('Besides openid, separated by spaces.')} />
      <AreaField form={form} name="emailDomains" label={t('E-mail domains')} rows={2} hint={t('One per line; such an address, typed as a user name, leads there, and its word counts for such addresses.')} />
      <AreaField form={form} name="requiredClaims" label={t('Only people with')} rows={2} hint={t('One per line, such as hd=acme.example; of each claim that is named, one has to hold. Everybody when empty.')} />
      <SelectField form={form} name="justInTime" label={t('Make people at their first visit')} options={YES_NO} />
      <TextField form={form} name="userNameClaim" label={t('Their user name')} hint={t('The claim that names people who are made here.')} />
      <SelectField form={form} name="trustsSecondFactor" label={t('Its second factor counts here')} options={YES_NO} />
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
      <TestConnection test={test} />
    </FormDialog>
  );
}
