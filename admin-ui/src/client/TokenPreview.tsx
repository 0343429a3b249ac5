import { Alert, Button, Card, CardBody, CardTitle, Content, Form as FormLayout } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { type ReactNode, useState } from 'react';
import { type Client, type PreviewedClaim, type PreviewedToken, previewToken, type Tenant, type TokenPreview as Preview } from '../api';
import { t } from '../language/language';
import { SelectField, TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { grantLabel } from './words';

const FOR_PEOPLE = new Set(['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code']);

const SAID_BY: Record<PreviewedClaim['from'], string> = {
  tenant: t('Tenant'),
  client: t('Client'),
  user: t('Person'),
  group: t('Groups of the person'),
  request: t('Request'),
  session: t('Sign-in'),
  server: t('Server'),
};

/** Shows what the client's tokens would say, and where each claim comes from. */
export function TokenPreview({ tenant, client }: { tenant: Tenant; client: Client }) {
  const [preview, setPreview] = useState<Preview>();
  const grants = client.grantTypes.filter((grant) => grant === 'client_credentials' || FOR_PEOPLE.has(grant));
  const form = useForm(
    { grantType: grants[0] ?? '', user: '', scopes: '', resource: '' },
    ({ grantType, user }) => ({ user: FOR_PEOPLE.has(grantType) && !user.trim() ? t('Enter a user name.') : undefined }),
    async ({ grantType, user, scopes, resource }) => {
      setPreview(undefined);
      const wanted = scopes.split(/\s+/).filter(Boolean);
      setPreview(
        await previewToken({
          path: { tenant: tenant.id, client: client.id },
          body: {
            grantType,
            ...(FOR_PEOPLE.has(grantType) && { user: user.trim() }),
            ...(wanted.length > 0 && { scopes: wanted }),
            ...(resource.trim() && { resource: resource.trim() }),
          },
        }),
      );
    },
  );
  if (grants.length === 0) return null;
  return (
    <Card>
      <CardTitle component="h2">{t('Token preview')}</CardTitle>
      <CardBody>
        <Content component="p">{t('What a token would say, and who says it. Nothing is issued.')}</Content>
        <FormLayout onSubmit={form.submit} noValidate>
          {form.problem && <p role="alert">{form.problem}</p>}
          <SelectField form={form} name="grantType" label={t('Grant')} options={grants.map((grant) => ({ value: grant, label: grantLabel(grant) }))} />
          {FOR_PEOPLE.has(form.values.grantType) && <TextField form={form} name="user" label={t('User name')} required />}
          <TextField form={form} name="scopes" label={t('Scopes')} hint={t('With blanks between them; all that the client may ask for when empty.')} />
          <TextField form={form} name="resource" label={t('Resource')} hint={t('The URI or name of a resource server; the tenant itself when empty.')} />
          <div>
            <Button type="submit" variant="secondary" isLoading={form.busy} isDisabled={form.busy}>
              {t('Preview')}
            </Button>
          </div>
        </FormLayout>
        <div aria-live="polite">
          {preview && (
            <>
              <Previewed title={t('Access token')} token={preview.accessToken} />
              {preview.idToken && <Previewed title={t('ID token')} token={preview.idToken} />}
              {preview.userInfo && <Claims title={t('UserInfo')} claims={preview.userInfo} />}
            </>
          )}
        </div>
      </CardBody>
    </Card>
  );
}

function Previewed({ title, token }: { title: string; token: PreviewedToken }) {
  return (
    <Claims title={title} claims={token.claims}>
      <Content component="p">
        {token.format === 'opaque' ? t('Opaque, {0} bytes: introspection tells the claims.', token.bytes) : t('{0}, signed by {1}, {2} bytes', token.type ?? '', token.algorithm ?? '', token.bytes)}
        {token.encrypted && ` ${t('Encrypted for the client, which makes it longer.')}`}
      </Content>
      {token.tooLong && <Alert variant="warning" isInline component="p" title={t('That is more than every proxy lets through. Ask for fewer scopes or details.')} />}
    </Claims>
  );
}

function Claims({ title, claims, children }: { title: string; claims: readonly PreviewedClaim[]; children?: ReactNode }) {
  return (
    <section aria-label={title} className="lw-tab">
      <Content component="h3">{title}</Content>
      {children}
      <Table aria-label={title} variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>{t('Claim')}</Th>
            <Th>{t('Value')}</Th>
            <Th>{t('Comes from')}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {claims.map(({ name, value, from, field }) => (
            <Tr key={name}>
              <Td dataLabel={t('Claim')} className="lw-code">{name}</Td>
              <Td dataLabel={t('Value')} className="lw-code" modifier="breakWord">{typeof value === 'string' ? value : JSON.stringify(value)}</Td>
              <Td dataLabel={t('Comes from')}>
                {SAID_BY[from]}
                {field && <>: <span className="lw-code">{field}</span></>}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </section>
  );
}
