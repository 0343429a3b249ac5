import type { AuthenticationPolicy, AuthenticationPolicyPatch } from '../api';
import { AreaField, SelectField } from '../ui/fields';
import { type Errors, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { contextInWords, DEMANDS, type First, OWN_AUTHORITY, type Second, typedContext } from './words';

interface EditSignInPolicyDialogProps {
  policy: AuthenticationPolicy;
  onSave: (patch: AuthenticationPolicyPatch) => Promise<unknown>;
  onClose: () => void;
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

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
  contexts: policy.contexts.map(contextInWords).join('\n'),
  userVerification: policy.passkeys.userVerification ?? 'preferred',
  allowedAaguids: (policy.passkeys.allowedAaguids ?? []).join('\n'),
  attestationRoots: (policy.passkeys.attestationRoots ?? []).join('\n'),
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
];

function check(values: Typed): Errors<Typed> {
  const wrong = lines(values.contexts).find((line) => !typedContext(line));
  return {
    password: firstOf(values).length > 0 ? undefined : 'Allow at least one: without one nobody signs in.',
    codes: secondOf(values).length > 0 || values.secondFactor !== 'required' ? undefined : 'One is required, so one has to be allowed.',
    contexts: wrong === undefined ? undefined : `Not a level: “${wrong}”. Such as 2: passkey | password + one-time-code.`,
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
    allowedAaguids: lines(values.allowedAaguids),
    attestationRoots: values.attestationRoots.match(PEM) ?? [],
  },
  certificates: { ownAuthority: values.ownAuthority },
  selfRegistration: { allowed: values.selfRegistration === 'true', emailDomains: lines(values.emailDomains) },
});

const ALLOWED = [
  { value: 'true', label: 'Allowed' },
  { value: 'false', label: 'Not allowed' },
];

export function EditSignInPolicyDialog({ policy, onSave, onClose }: EditSignInPolicyDialogProps) {
  const form = useForm(asTyped(policy), check, (values) => onSave(patchOf(values)));
  return (
    <FormDialog title="Edit sign-in" form={form} submitLabel="Save" onClose={onClose}>
      <SelectField form={form} name="password" label="Begin with a password" hint="Of people here, and of those in LDAP directories." options={ALLOWED} />
      <SelectField form={form} name="passkey" label="Begin with a passkey" options={ALLOWED} />
      <SelectField form={form} name="provider" label="Begin at another provider" options={ALLOWED} />
      <SelectField form={form} name="certificate" label="Begin with a certificate" hint="That its owner has enrolled on the account page." options={ALLOWED} />
      <SelectField
        form={form}
        name="ownAuthority"
        label="Certificates of this tenant's authority count"
        hint="Authorities of outside are registered over REST."
        options={Object.entries(OWN_AUTHORITY).map(([value, label]) => ({ value, label }))}
      />
      <SelectField form={form} name="secondFactor" label="A second factor is asked" options={Object.entries(DEMANDS).map(([value, label]) => ({ value, label }))} />
      <SelectField form={form} name="codes" label="One-time code as a second factor" options={ALLOWED} />
      <SelectField form={form} name="passkeyToo" label="Passkey as a second factor" options={ALLOWED} />
      <SelectField form={form} name="letters" label="Code by e-mail as a second factor" hint="Of whoever has a verified address and no other second factor." options={ALLOWED} />
      <AreaField
        form={form}
        name="contexts"
        label="Levels (acr)"
        rows={4}
        required
        hint="What each combination earns, the weakest first, one level per line: its name, a colon, and combinations of password, one-time-code, passkey, email-code, certificate, identity-provider, strong-identity-provider."
      />
      <SelectField
        form={form}
        name="userVerification"
        label="Passkeys after a password"
        options={[
          { value: 'preferred', label: 'Verify their user if they can' },
          { value: 'required', label: 'Always verify their user' },
        ]}
      />
      <AreaField form={form} name="allowedAaguids" label="Models of authenticators" rows={2} hint="AAGUIDs, one per line; any model when empty." />
      <AreaField form={form} name="attestationRoots" label="Authorities that attest models" rows={3} hint="Certificates in PEM; with any, only passkeys that one of them attested count." />
      <SelectField form={form} name="selfRegistration" label="People make their own accounts" hint="By proving an e-mail address, where the server sends letters." options={ALLOWED} />
      <AreaField form={form} name="emailDomains" label="Domains of their addresses" rows={2} hint="One per line; any when empty." />
    </FormDialog>
  );
}
