import type { LdapSource, LdapSourceTest, NewLdapSource } from '../api';
import { t } from '../language/language';
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
  /** Reads it anew, before it is changed. */
  latest?: () => Promise<LdapSource>;
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
    name: values.name.trim() ? undefined : t('Enter a name.'),
    urls: lines(values.urls).length > 0 ? undefined : t('Enter at least one server.'),
    userBase: values.userBase.trim() ? undefined : t('Enter where people are.'),
    position: /^\d{1,4}$/.test(values.position.trim()) ? undefined : t('Enter a whole number.'),
    groupRules: wrong === undefined ? undefined : t('Not a rule: “{0}”. Such as cn=staff,ou=groups,dc=corp,dc=example -> staff.', wrong),
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
  { value: 'false', label: t('No') },
  { value: 'true', label: t('Yes') },
];

export function inWords({ good, servers }: LdapSourceTest): Finding {
  return {
    good,
    title: good ? t('Every server did what was asked') : t('Something is wrong'),
    details: servers.map(({ url, trouble, person }) => `${url}: ${trouble ?? t('good')}${person ? `; ${person.dn}, ${t('groups: {0}', person.groups.join(', ') || t('none'))}` : ''}`),
  };
}

export function LdapSourceDialog({ source, onTest, onSave, latest, onClose }: LdapSourceDialogProps) {
  const form = useForm(asTyped(source), check, (values) => onSave(sourceOf(values, source)), latest && (async () => asTyped(await latest())));
  const { values } = form;
  const title = source ? t('Edit {0}', source.name) : t('Add LDAP directory');
  const kept = Boolean(source?.hasBindPassword) && !values.bindPassword;
  const test = async () => inWords(await onTest(kept ? undefined : sourceOf(values), values.testUser.trim() || undefined));
  return (
    <FormDialog title={title} form={form} submitLabel={source ? t('Save') : title} proof onClose={onClose}>
      <TextField form={form} name="name" label={t('Name')} required placeholder="corp" hint={t('Small letters, digits, dots, underscores and hyphens.')} />
      <SelectField
        form={form}
        name="kind"
        label={t('Kind')}
        hint={t('What is left empty below goes by it.')}
        options={[
          { value: 'ldap', label: t('LDAP directory') },
          { value: 'active-directory', label: t('Active Directory') },
        ]}
      />
      <AreaField form={form} name="urls" label={t('Servers')} rows={2} required hint={t('One per line, the first comes first: ldaps://host or ldap://host (with StartTLS).')} />
      <AreaField form={form} name="trustAnchors" label={t('Trusted authorities')} rows={2} hint={t('Certificates in PEM; those of the platform when empty.')} />
      <TextField form={form} name="bindDn" label={t('Search as')} placeholder="cn=reader,dc=corp,dc=example" hint={t('The DN of our account there; nobody when empty.')} />
      <TextField
        form={form}
        name="bindPassword"
        label={t('Its password')}
        type="password"
        autoComplete="new-password"
        hint={source?.hasBindPassword ? t('The one that is kept stays when this is empty.') : t('Never shown again.')}
      />
      <TextField form={form} name="userBase" label={t('People below')} required placeholder="ou=people,dc=corp,dc=example" />
      <TextField form={form} name="userFilter" label={t('Filter for people')} placeholder="(&(objectClass=person)(|(uid={name})(mail={name})))" hint={t('{name} is what was typed.')} />
      <TextField form={form} name="groupBase" label={t('Groups below')} placeholder="ou=groups,dc=corp,dc=example" hint={t('Nobody asks for groups when empty.')} />
      <TextField form={form} name="groupFilter" label={t('Filter for groups')} placeholder="(member={dn})" hint={t("{dn} is the person's entry, {name} the user name.")} />
      <SelectField form={form} name="nestedGroups" label={t('Groups within groups')} options={YES_NO} />
      <AreaField form={form} name="groupRules" label={t('Groups here')} rows={2} hint={t('One rule per line, a DN or cn there and a group here: cn=staff,ou=groups,dc=corp,dc=example -> staff.')} />
      <AreaField form={form} name="emailDomains" label={t('E-mail domains')} rows={2} hint={t('One per line; such an address is looked for here only.')} />
      <TextField form={form} name="position" label={t('Position')} hint={t('Directories are asked from the lowest to the highest.')} />
      <SelectField form={form} name="justInTime" label={t('Make people at their first visit')} options={YES_NO} />
      <SelectField
        form={form}
        name="enabled"
        label={t('State')}
        options={[
          { value: 'true', label: t('Enabled') },
          { value: 'false', label: t('Disabled') },
        ]}
      />
      <TextField form={form} name="testUser" label={t('Look for, in a test')} placeholder="alice" hint={kept ? t('Without a new password a test is of what is saved.') : t('Nobody when empty.')} />
      <TestConnection test={test} />
    </FormDialog>
  );
}
