import type { LdapSource, LdapSourceTest, NewLdapSource } from '../api';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, lines, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { ruleInWords, typedRule } from './rules';
import { type Finding, TestConnection } from './TestConnection';

interface LdapSourceDialogProps {
  /** The directory to change; undefined for a new one. */
  source?: LdapSource;
  /** Tries the form, or the registered one when its password is to be used. */
  onTest: (source: NewLdapSource | undefined, userName: string | undefined) => Promise<LdapSourceTest>;
  onSave: (source: NewLdapSource) => Promise<unknown>;
  onClose: () => void;
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const asTyped = (source?: LdapSource) => ({
  name: source?.name ?? '',
  kind: source?.kind ?? 'ldap',
  urls: (source?.urls ?? []).join('\n'),
  trustAnchors: (source?.trustAnchors ?? []).join('\n'),
  bindDn: source?.bindDn ?? '',
  bindPassword: '',
  userBase: source?.userBase ?? '',
  userFilter: source?.userFilter ?? '',
  groupBase: source?.groupBase ?? '',
  groupFilter: source?.groupFilter ?? '',
  nestedGroups: String(source?.nestedGroups ?? false),
  groupRules: (source?.groupRules ?? []).map(ruleInWords).join('\n'),
  emailDomains: (source?.emailDomains ?? []).join('\n'),
  position: String(source?.position ?? 100),
  justInTime: String(source?.justInTime ?? true),
  enabled: String(source?.enabled ?? true),
  testUser: '',
});

type Typed = ReturnType<typeof asTyped>;

function check(values: Typed): Errors<Typed> {
  const wrong = lines(values.groupRules).find((line) => !typedRule(line));
  return {
    name: values.name.trim() ? undefined : 'Enter a name.',
    urls: lines(values.urls).length > 0 ? undefined : 'Enter at least one server.',
    userBase: values.userBase.trim() ? undefined : 'Enter where people are.',
    position: /^\d{1,4}$/.test(values.position.trim()) ? undefined : 'Enter a whole number.',
    groupRules: wrong === undefined ? undefined : `Not a rule: “${wrong}”. Such as cn=staff,ou=groups,dc=corp,dc=example -> staff.`,
  };
}

/** A merge patch leaves what it does not name: what was emptied is named, and goes. */
const sourceOf = (values: Typed, before?: LdapSource): NewLdapSource => {
  const text = (name: 'bindDn' | 'userFilter' | 'groupBase' | 'groupFilter') => {
    const typed = values[name].trim();
    return typed ? { [name]: typed } : before?.[name] !== undefined ? { [name]: null } : {};
  };
  return {
    name: values.name.trim(),
    kind: values.kind,
    urls: lines(values.urls),
    trustAnchors: values.trustAnchors.match(PEM) ?? [],
    ...(values.bindPassword && { bindPassword: values.bindPassword }),
    userBase: values.userBase.trim(),
    ...text('bindDn'),
    ...text('userFilter'),
    ...text('groupBase'),
    ...text('groupFilter'),
    nestedGroups: values.nestedGroups === 'true',
    groupRules: lines(values.groupRules)
      .map(typedRule)
      .filter((rule) => rule !== undefined),
    emailDomains: lines(values.emailDomains),
    position: Number(values.position),
    justInTime: values.justInTime === 'true',
    enabled: values.enabled === 'true',
  };
};

const YES_NO = [
  { value: 'false', label: 'No' },
  { value: 'true', label: 'Yes' },
];

export function inWords({ good, servers }: LdapSourceTest): Finding {
  return {
    good,
    title: good ? 'Every server did what was asked' : 'Something is wrong',
    details: servers.map(({ url, trouble, person }) => `${url}: ${trouble ?? 'good'}${person ? `; ${person.dn}, groups: ${person.groups.join(', ') || 'none'}` : ''}`),
  };
}

export function LdapSourceDialog({ source, onTest, onSave, onClose }: LdapSourceDialogProps) {
  const form = useForm(asTyped(source), check, (values) => onSave(sourceOf(values, source)));
  const { values } = form;
  const title = source ? `Edit ${source.name}` : 'Add LDAP directory';
  const kept = Boolean(source?.hasBindPassword) && !values.bindPassword;
  const test = async () => inWords(await onTest(kept ? undefined : sourceOf(values), values.testUser.trim() || undefined));
  return (
    <FormDialog title={title} form={form} submitLabel={source ? 'Save' : title} onClose={onClose}>
      <TextField form={form} name="name" label="Name" required placeholder="corp" hint="Small letters, digits, dots, underscores and hyphens." />
      <SelectField
        form={form}
        name="kind"
        label="Kind"
        hint="What is left empty below goes by it."
        options={[
          { value: 'ldap', label: 'LDAP directory' },
          { value: 'active-directory', label: 'Active Directory' },
        ]}
      />
      <AreaField form={form} name="urls" label="Servers" rows={2} required hint="One per line, the first comes first: ldaps://host or ldap://host (with StartTLS)." />
      <AreaField form={form} name="trustAnchors" label="Trusted authorities" rows={2} hint="Certificates in PEM; those of the platform when empty." />
      <TextField form={form} name="bindDn" label="Search as" placeholder="cn=reader,dc=corp,dc=example" hint="The DN of our account there; nobody when empty." />
      <TextField
        form={form}
        name="bindPassword"
        label="Its password"
        type="password"
        autoComplete="new-password"
        hint={source?.hasBindPassword ? 'The one that is kept stays when this is empty.' : 'Never shown again.'}
      />
      <TextField form={form} name="userBase" label="People below" required placeholder="ou=people,dc=corp,dc=example" />
      <TextField form={form} name="userFilter" label="Filter for people" placeholder="(&(objectClass=person)(|(uid={name})(mail={name})))" hint="{name} is what was typed." />
      <TextField form={form} name="groupBase" label="Groups below" placeholder="ou=groups,dc=corp,dc=example" hint="Nobody asks for groups when empty." />
      <TextField form={form} name="groupFilter" label="Filter for groups" placeholder="(member={dn})" hint="{dn} is the person's entry, {name} the user name." />
      <SelectField form={form} name="nestedGroups" label="Groups within groups" options={YES_NO} />
      <AreaField form={form} name="groupRules" label="Groups here" rows={2} hint="One rule per line, a DN or cn there and a group here: cn=staff,ou=groups,dc=corp,dc=example -> staff." />
      <AreaField form={form} name="emailDomains" label="E-mail domains" rows={2} hint="One per line; such an address is looked for here only." />
      <TextField form={form} name="position" label="Position" hint="Directories are asked from the lowest to the highest." />
      <SelectField form={form} name="justInTime" label="Make people at their first visit" options={YES_NO} />
      <SelectField
        form={form}
        name="enabled"
        label="State"
        options={[
          { value: 'true', label: 'Enabled' },
          { value: 'false', label: 'Disabled' },
        ]}
      />
      <TextField form={form} name="testUser" label="Look for, in a test" placeholder="alice" hint={kept ? 'Without a new password a test is of what is saved.' : 'Nobody when empty.'} />
      <TestConnection test={test} />
    </FormDialog>
  );
}
