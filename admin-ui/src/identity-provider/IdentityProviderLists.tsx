import { Button, Flex, FlexItem, PageSection, Title } from '@patternfly/react-core';
import UsersIcon from '@patternfly/react-icons/dist/esm/icons/users-icon';
import type { IdentityProvider, LdapSource } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';

/** What the provider has to be told of us. */
function told(provider: IdentityProvider) {
  return provider.serviceProviderEntityId ? (
    <CopyValue value={provider.serviceProviderEntityId} label={t('address of our metadata for {0}', provider.name)} />
  ) : (
    <CopyValue value={provider.redirectUri} label={t('redirect URI of {0}', provider.name)} />
  );
}

const PROVIDERS: readonly Column<IdentityProvider>[] = [
  { title: t('Name'), width: 15, cell: (provider) => <span className="lw-strong">{provider.name}</span> },
  { title: t('Issuer'), width: 25, cell: (provider) => provider.issuer ?? provider.entityId },
  { title: t('Redirect URI, or our metadata'), width: 30, cell: told },
  { title: t('New people'), cell: (provider) => (provider.justInTime ? t('Made') : t('Refused')) },
  { title: t('State'), cell: (provider) => <EnabledLabel enabled={provider.enabled} /> },
];

const SOURCES: readonly Column<LdapSource>[] = [
  { title: t('Name'), width: 15, cell: (source) => <span className="lw-strong">{source.name}</span> },
  { title: t('Servers'), width: 25, cell: (source) => <Values values={source.urls} /> },
  { title: t('People below'), width: 30, cell: (source) => source.userBase },
  { title: t('New people'), cell: (source) => (source.justInTime ? t('Made') : t('Refused')) },
  { title: t('State'), cell: (source) => <EnabledLabel enabled={source.enabled} /> },
];

interface Actions<T> {
  rows: PagedRows<T>;
  onCreate: () => void;
  onEdit: (row: T) => void;
  onDelete: (row: T) => void;
}

interface IdentityProviderListsProps {
  providers: Actions<IdentityProvider> & { onCreateSaml: () => void };
  sources: Actions<LdapSource>;
}

export function IdentityProviderLists({ providers, sources }: IdentityProviderListsProps) {
  const addProvider = (
    <Flex>
      <FlexItem>
        <Button onClick={providers.onCreate}>{t('Add OpenID provider')}</Button>
      </FlexItem>
      <FlexItem>
        <Button variant="secondary" onClick={providers.onCreateSaml}>{t('Add SAML provider')}</Button>
      </FlexItem>
    </Flex>
  );
  const addSource = <Button onClick={sources.onCreate}>{t('Add LDAP directory')}</Button>;
  return (
    <>
      <PageHead title={t('Identity providers')} description={t('Where people prove who they are besides here: at another OpenID or SAML provider, or with the password of an LDAP directory.')} />
      <PageSection>
        <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }} className="lw-gap-below">
          <Title headingLevel="h2">{t('OpenID and SAML providers')}</Title>
          {Boolean(providers.rows.rows?.length) && addProvider}
        </Flex>
        <Listing
          label={t('OpenID and SAML providers')}
          paged={providers.rows}
          columns={PROVIDERS}
          nameOf={(provider) => provider.name}
          actions={(provider) => actions(providers, provider)}
          empty={
            <Nothing title={t('No providers yet')} icon={UsersIcon} action={addProvider}>{t('People then sign in there and come back; a button for it stands on the sign-in page.')}</Nothing>
          }
        />
      </PageSection>
      <PageSection>
        <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }} className="lw-gap-below">
          <Title headingLevel="h2">{t('LDAP directories')}</Title>
          {Boolean(sources.rows.rows?.length) && addSource}
        </Flex>
        <Listing
          label={t('LDAP directories')}
          paged={sources.rows}
          columns={SOURCES}
          nameOf={(source) => source.name}
          actions={(source) => actions(sources, source)}
          empty={
            <Nothing title={t('No LDAP directories yet')} icon={UsersIcon} action={addSource}>{t('People of an LDAP directory or Active Directory sign in on the same page, with the password they have there.')}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}

const actions = <T,>({ onEdit, onDelete }: Actions<T>, row: T) => [
  { title: t('Edit'), onClick: () => onEdit(row) },
  { title: t('Delete'), danger: true, onClick: () => onDelete(row) },
];
