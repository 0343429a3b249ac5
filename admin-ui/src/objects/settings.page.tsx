import { Button, Card, CardBody, CardHeader, CardTitle, PageSection } from '@patternfly/react-core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type AuditPolicy, getAuditPolicy, getRegistrationPolicy, getSshSettings, getTokenPolicy, LATEST, type RegistrationPolicy, type SshSettings, type TokenPolicy, updateAuditPolicy, updateRegistrationPolicy, updateSshSettings, updateTokenPolicy } from '../api';
import { t } from '../language/language';
import { durationError, durationInWords, typedDuration } from '../password-policy/duration';
import { tenantRoute } from '../tenant/tenant.route';
import { Facts } from '../ui/Facts';
import { lines } from '../ui/form';
import { LoadFailure } from '../ui/LoadFailure';
import { useNotify } from '../ui/notify';
import { PageHead } from '../ui/PageHead';
import { Values } from '../ui/Values';
import { FieldsDialog } from './FieldsDialog';
import type { Field, Typed } from './kind';

/** Settings of a tenant that are read and changed as one object, as a description. */
interface Settings<S> {
  name: string;
  title: string;
  fields: readonly Field[];
  typed: (settings: S) => Typed;
  read: (tenant: string, options?: object) => Promise<S>;
  write: (tenant: string, typed: Typed) => Promise<S>;
}

const OFF_ON = [
  { value: 'false', label: t('Off') },
  { value: 'true', label: t('On') },
];

const TOKENS: Settings<TokenPolicy> = {
  name: 'token',
  title: t('Tokens'),
  fields: [
    { name: 'implicitFlows', label: t('Implicit flows'), hint: t('Response types that hand tokens to the browser. Tokens in addresses leak by histories, logs and referrers.'), options: OFF_ON },
    { name: 'mlDsa', label: t('ML-DSA signatures'), hint: t('Of ID tokens, for clients that know RFC 9964; they take several kilobytes.'), options: OFF_ON },
    { name: 'redirectSchemes', label: t('Private-use schemes'), lines: true, hint: t('Schemes without a dot that redirect URIs of applications may have, one per line, for example cursor. Any program on a person’s machine may take them.') },
  ],
  typed: ({ implicitFlows, mlDsa, redirectSchemes }) => ({ implicitFlows: String(implicitFlows), mlDsa: String(mlDsa), redirectSchemes: redirectSchemes.join('\n') }),
  read: (tenant, options) => getTokenPolicy({ path: { tenant }, ...options }),
  write: (tenant, { implicitFlows, mlDsa, redirectSchemes = '' }) => updateTokenPolicy({ path: { tenant }, body: { implicitFlows: implicitFlows === 'true', mlDsa: mlDsa === 'true', redirectSchemes: lines(redirectSchemes) } }),
};

const isCount = (text: string) => (/^[1-9]\d{0,6}$/.test(text) ? undefined : t('Enter a whole number.'));

const REGISTRATION: Settings<RegistrationPolicy> = {
  name: 'registration',
  title: t('Registration of clients'),
  fields: [
    {
      name: 'openRegistration',
      label: t('Who may register a client'),
      options: [
        { value: 'false', label: t('Who has an access token for it') },
        { value: 'true', label: t('Anybody') },
      ],
    },
    {
      name: 'requirePkce',
      label: t('PKCE'),
      options: [
        { value: 'true', label: t('Asked of all of them') },
        { value: 'false', label: t('Asked of public clients') },
      ],
    },
    { name: 'grantTypes', label: t('Grants'), lines: true, hint: t('One per line.') },
    { name: 'scopes', label: t('Scopes'), lines: true, hint: t('One per line; they get all of them when they name none.') },
    { name: 'audiences', label: t('Audiences'), lines: true, hint: t('What they may ask tokens for besides themselves, one per line.') },
    { name: 'metadataDocumentHosts', label: t('Hosts of metadata documents'), lines: true, hint: t('Clients of these hosts are known by the address of their metadata; one per line.') },
    { name: 'maximumClients', label: t('Clients at most'), required: true, check: isCount },
  ],
  typed: (policy) => ({
    openRegistration: String(policy.openRegistration),
    requirePkce: String(policy.requirePkce),
    grantTypes: policy.grantTypes.join('\n'),
    scopes: policy.scopes.join('\n'),
    audiences: policy.audiences.join('\n'),
    metadataDocumentHosts: policy.metadataDocumentHosts.join('\n'),
    maximumClients: String(policy.maximumClients),
  }),
  read: (tenant, options) => getRegistrationPolicy({ path: { tenant }, ...options }),
  write: (tenant, { openRegistration, requirePkce, grantTypes = '', scopes = '', audiences = '', metadataDocumentHosts = '', maximumClients }) =>
    updateRegistrationPolicy({
      path: { tenant },
      body: {
        openRegistration: openRegistration === 'true',
        requirePkce: requirePkce === 'true',
        grantTypes: lines(grantTypes),
        scopes: lines(scopes),
        audiences: lines(audiences),
        metadataDocumentHosts: lines(metadataDocumentHosts),
        maximumClients: Number(maximumClients),
      },
    }),
};

const AUDIT: Settings<AuditPolicy> = {
  name: 'audit',
  title: t('Audit trail'),
  fields: [{ name: 'retentionDays', label: t('Kept for days'), hint: t('From 30 on; for ever when empty.'), check: isCount }],
  typed: ({ retentionDays }) => ({ retentionDays: retentionDays === undefined ? '' : String(retentionDays) }),
  read: (tenant, options) => getAuditPolicy({ path: { tenant }, ...options }),
  write: (tenant, { retentionDays = '' }) => updateAuditPolicy({ path: { tenant }, body: { retentionDays: retentionDays.trim() ? Number(retentionDays) : null } }),
};

/** Accounts of the members of groups, a group on each line with its accounts behind a colon. */
const accountsOf = (text: string): Record<string, string[]> => Object.fromEntries(lines(text).map((line) => accountsLine(line)).filter((entry) => entry !== undefined));

/** A line split at its last colon, for names of groups may have some; undefined without a group before it or an account behind it. */
function accountsLine(line: string): [group: string, accounts: string[]] | undefined {
  const colon = line.lastIndexOf(':');
  const group = line.slice(0, Math.max(colon, 0)).trim();
  const accounts = line.slice(colon + 1).split(/[\s,]+/).filter(Boolean);
  return group && accounts.length > 0 ? [group, accounts] : undefined;
}

/** What is wrong with the accounts of groups as typed; undefined when nothing is. */
function accountsError(text: string): string | undefined {
  const groups = lines(text).map((line) => accountsLine(line)?.[0]);
  if (groups.includes(undefined)) return t('Write each as GROUP: ACCOUNT ACCOUNT.');
  return new Set(groups).size < groups.length ? t('Name each group once.') : undefined;
}

/** Names that are no longer there are taken away one by one (RFC 7396). */
async function accountsPatch(tenant: string, text: string): Promise<Record<string, string[]>> {
  const wanted = accountsOf(text);
  const { users } = await getSshSettings({ path: { tenant } });
  const gone = Object.keys(users?.groupPrincipals ?? {}).filter((group) => !Object.hasOwn(wanted, group));
  return { ...(Object.fromEntries(gone.map((group) => [group, null])) as unknown as Record<string, string[]>), ...wanted };
}

const SSH: Settings<SshSettings> = {
  name: 'ssh',
  title: t('SSH certificates'),
  fields: [
    { name: 'people', label: t('For people'), options: OFF_ON, hint: t('For the account of their name, when they have just signed in.') },
    { name: 'lifetime', label: t('Good for, of people'), required: true, check: durationError },
    { name: 'groups', label: t('Groups'), lines: true, hint: t('A person has to be in one of them; one per line, any when empty.') },
    { name: 'accounts', label: t('Further accounts'), lines: true, hint: t('Of the members of a group, one group per line: ops: deploy backup'), check: accountsError },
    { name: 'hosts', label: t('For hosts'), options: OFF_ON },
    { name: 'hostLifetime', label: t('Good for, of hosts'), required: true, check: durationError },
    { name: 'hostNames', label: t('Names of hosts'), lines: true, required: true, hint: t('One per line, with {name} for the holder’s.') },
  ],
  typed: ({ users, hosts }) => ({
    people: String(users?.enabled ?? false),
    lifetime: durationInWords(users?.lifetime ?? 'PT8H'),
    groups: (users?.groups ?? []).join('\n'),
    accounts: Object.entries(users?.groupPrincipals ?? {})
      .map(([group, accounts]) => `${group}: ${accounts.join(' ')}`)
      .join('\n'),
    hosts: String(hosts?.enabled ?? false),
    hostLifetime: durationInWords(hosts?.lifetime ?? 'PT720H'),
    hostNames: (hosts?.principals ?? []).join('\n'),
  }),
  read: (tenant, options) => getSshSettings({ path: { tenant }, ...options }),
  write: async (tenant, { people, lifetime = '', groups = '', accounts = '', hosts, hostLifetime = '', hostNames = '' }) => {
    const groupPrincipals = await accountsPatch(tenant, accounts);
    return updateSshSettings({
      path: { tenant },
      body: {
        users: { enabled: people === 'true', lifetime: typedDuration(lifetime) ?? lifetime, groups: lines(groups), groupPrincipals },
        hosts: { enabled: hosts === 'true', lifetime: typedDuration(hostLifetime) ?? hostLifetime, principals: lines(hostNames) },
      },
    });
  },
};

export function SettingsPage() {
  const { tenant } = tenantRoute.useRouteContext();
  return (
    <>
      <PageHead
        title={t('Settings')}
        description={t('What holds for the tenant as a whole. How people sign in, their passwords and the look of the pages have pages of their own.')}
        actions={
          <Button component="a" variant="secondary" href={`/api/v1/tenants/${tenant.id}/configuration`} download={`${tenant.name}.yaml`}>
            {t('Export as YAML')}
          </Button>
        }
      />
      <SettingsCard settings={TOKENS} />
      <SettingsCard settings={REGISTRATION} />
      <SettingsCard settings={SSH} />
      <SettingsCard settings={AUDIT} />
    </>
  );
}

function SettingsCard<S>({ settings: { name, title, fields, typed, read, write } }: { settings: Settings<S> }) {
  const { tenant } = tenantRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [editing, setEditing] = useState(false);
  const close = () => setEditing(false);
  const queryKey = ['settings', name, tenant.id];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => read(tenant.id, { signal }) });
  const now = query.data && typed(query.data);
  const edit = t('Edit {0}', title);
  return (
    <PageSection>
      {query.error && <LoadFailure error={query.error} retry={() => void query.refetch()} />}
      <Card>
        <CardHeader
          actions={{
            actions: now && (
              <Button variant="secondary" aria-label={edit} onClick={() => setEditing(true)}>
                {t('Edit')}
              </Button>
            ),
          }}
        >
          <CardTitle component="h2">{title}</CardTitle>
        </CardHeader>
        <CardBody>{now && <Facts facts={fields.map((field) => ({ term: field.label, value: <Shown field={field} value={now[field.name] ?? ''} /> }))} />}</CardBody>
      </Card>
      {editing && now && (
        <FieldsDialog
          title={edit}
          submitLabel={t('Save')}
          fields={fields}
          start={now}
          proof
          onSave={async (values) => {
            queryClient.setQueryData(queryKey, await write(tenant.id, values));
            close();
            notify(t('{0} changed', title));
          }}
          latest={async () => typed(await read(tenant.id, LATEST))}
          onClose={close}
        />
      )}
    </PageSection>
  );
}

function Shown({ field: { lines: several, options }, value }: { field: Field; value: string }) {
  if (several) return <Values values={lines(value)} />;
  return options?.find((option) => option.value === value)?.label ?? (value || '–');
}
