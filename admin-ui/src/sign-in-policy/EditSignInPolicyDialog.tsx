import type { AuthenticationPolicy, AuthenticationPolicyPatch } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField } from '../ui/fields';
import { type Errors, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { contextInWords, DEMANDS, type First, OWN_AUTHORITY, rootsInWords, type Second, typedContext, typedRoots } from './words';

interface EditSignInPolicyDialogProps {
  policy: AuthenticationPolicy;
  onSave: (patch: AuthenticationPolicyPatch) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest: () => Promise<AuthenticationPolicy>;
  onClose: () => void;
}


const asTyped = (policy: AuthenticationPolicy) => ({
  password: String(policy.firstFactors.includes('password')),
  passkey: String(policy.firstFactors.includes('passkey')),
  provider: String(policy.firstFactors.includes('identity-provider')),
  certificate: String(policy.firstFactors.includes('certificate')),
  ownAuthority: policy.certificates.ownAuthority ?? 'enrolled',
  // The server's names, for what it says about them.
  secondFactor: policy.secondFactor,
  codes: String(policy.secondFactors.includes('one-time-code')),
  passkeyToo: String(policy.secondFactors.includes('passkey')),
  letters: String(policy.secondFactors.includes('email-code')),
  certificateToo: String(policy.secondFactors.includes('certificate')),
  contexts: policy.contexts.map(contextInWords).join('\n'),
  userVerification: policy.passkeys.userVerification ?? 'preferred',
  attestationRoots: rootsInWords(policy.passkeys.attestationRoots ?? []),
  selfRegistration: String(policy.selfRegistration.allowed ?? false),
  emailDomains: (policy.selfRegistration.emailDomains ?? []).join('\n'),
});

type Typed = ReturnType<typeof asTyped>;

const firstOf = (values: Typed): First[] => [
  ...(values.password === 'true' ? (['password'] as const) : []),
  ...(values.passkey === 'true' ? (['passkey'] as const) : []),
  ...(values.provider === 'true' ? (['identity-provider'] as const) : []),
  ...(values.certificate === 'true' ? (['certificate'] as const) : []),
];

const secondOf = (values: Typed): Second[] => [
  ...(values.codes === 'true' ? (['one-time-code'] as const) : []),
  ...(values.passkeyToo === 'true' ? (['passkey'] as const) : []),
  ...(values.letters === 'true' ? (['email-code'] as const) : []),
  ...(values.certificateToo === 'true' ? (['certificate'] as const) : []),
];

function check(values: Typed): Errors<Typed> {
  const wrong = lines(values.contexts).find((line) => !typedContext(line));
  return {
    password: firstOf(values).length > 0 ? undefined : t('Allow at least one: without one nobody signs in.'),
    codes: secondOf(values).length > 0 || values.secondFactor !== 'required' ? undefined : t('One is required, so one has to be allowed.'),
    attestationRoots: typedRoots(values.attestationRoots) ? undefined : t('Begin with a certificate.'),
    contexts: wrong === undefined ? undefined : t('Not a level: “{0}”. Such as 2: passkey | password + one-time-code.', wrong),
  };
}

const patchOf = (values: Typed): AuthenticationPolicyPatch => ({
  firstFactors: firstOf(values),
  secondFactor: values.secondFactor,
  secondFactors: secondOf(values),
  contexts: lines(values.contexts)
    .map(typedContext)
    .filter((context) => context !== undefined),
  passkeys: {
    userVerification: values.userVerification,
    attestationRoots: typedRoots(values.attestationRoots) ?? [],
  },
  certificates: { ownAuthority: values.ownAuthority },
  selfRegistration: { allowed: values.selfRegistration === 'true', emailDomains: lines(values.emailDomains) },
});

const ALLOWED = [
  { value: 'true', label: t('Allowed') },
  { value: 'false', label: t('Not allowed') },
];

export function EditSignInPolicyDialog({ policy, onSave, latest, onClose }: EditSignInPolicyDialogProps) {
  const form = useForm(asTyped(policy), check, (values) => onSave(patchOf(values)), async () => asTyped(await latest()));
  return (
    <FormDialog title={t('Edit sign-in')} form={form} submitLabel={t('Save')} proof onClose={onClose}>
      <SelectField form={form} name="password" label={t('Begin with a password')} hint={t('Of people here, and of those in LDAP directories.')} options={ALLOWED} />
      <SelectField form={form} name="passkey" label={t('Begin with a passkey')} options={ALLOWED} />
      <SelectField form={form} name="provider" label={t('Begin at another provider')} options={ALLOWED} />
      <SelectField form={form} name="certificate" label={t('Begin with a certificate')} hint={t('That its owner has enrolled on the account page.')} options={ALLOWED} />
      <SelectField
        form={form}
        name="ownAuthority"
        label={t("Certificates of this tenant's authority count")}
        hint={t('Authorities of outside are registered over REST.')}
        options={Object.entries(OWN_AUTHORITY).map(([value, label]) => ({ value, label }))}
      />
      <SelectField form={form} name="secondFactor" label={t('A second factor is asked')} options={Object.entries(DEMANDS).map(([value, label]) => ({ value, label }))} />
      <SelectField form={form} name="codes" label={t('One-time code as a second factor')} options={ALLOWED} />
      <SelectField form={form} name="passkeyToo" label={t('Passkey as a second factor')} options={ALLOWED} />
      <SelectField form={form} name="letters" label={t('Code by e-mail as a second factor')} hint={t('Of whoever has a verified address and no other second factor.')} options={ALLOWED} />
      <SelectField form={form} name="certificateToo" label={t('Certificate as a second factor')} hint={t('Of whoever has enrolled one that counts.')} options={ALLOWED} />
      <AreaField
        form={form}
        name="contexts"
        label={t('Levels (acr)')}
        rows={4}
        required
        hint={t('What each combination earns, the weakest first, one level per line: its name, a colon, and combinations of password, one-time-code, passkey, email-code, certificate, identity-provider, strong-identity-provider.')}
      />
      <SelectField
        form={form}
        name="userVerification"
        label={t('Passkeys after a password')}
        options={[
          { value: 'preferred', label: t('Verify their user if they can') },
          { value: 'required', label: t('Always verify their user') },
        ]}
      />
      <AreaField
        form={form}
        name="attestationRoots"
        label={t('Authorities that attest models')}
        rows={4}
        hint={t('Of each its certificate in PEM, and below that the AAGUIDs of the models that it may attest, one per line; any model when there is none. With any authority, only passkeys that one of them attested count.')}
      />
      <SelectField form={form} name="selfRegistration" label={t('People make their own accounts')} hint={t('By proving an e-mail address, where the server sends letters.')} options={ALLOWED} />
      <AreaField form={form} name="emailDomains" label={t('Domains of their addresses')} rows={2} hint={t('One per line; any when empty.')} />
    </FormDialog>
  );
}
