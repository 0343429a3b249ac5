import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createIdentityProvider, createLdapSource, deleteIdentityProvider, deleteLdapSource, getIdentityProvider, getLdapSource, type IdentityProvider, LATEST, type LdapSource, type NewIdentityProvider, type NewLdapSource, testIdentityProvider, testLdapSource, testRegisteredLdapSource, updateIdentityProvider, updateLdapSource } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { IdentityProviderLists } from './IdentityProviderLists';
import { LdapSourceDialog } from './LdapSourceDialog';
import { ProviderDialog } from './ProviderDialog';
import { identityProvidersQuery, ldapSourcesQuery } from './queries';
import { SamlProviderDialog } from './SamlProviderDialog';
import { identityProvidersRoute } from './identity-providers.route';

type Dialog =
  | { kind: 'provider' | 'saml'; provider?: IdentityProvider }
  | { kind: 'source'; source?: LdapSource }
  | { kind: 'delete-provider'; provider: IdentityProvider }
  | { kind: 'delete-source'; source: LdapSource };

export function IdentityProvidersPage() {
  const { tenant } = identityProvidersRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const providers = useInfiniteQuery(identityProvidersQuery(tenant.id));
  const sources = useInfiniteQuery(ldapSourcesQuery(tenant.id));
  const path = { tenant: tenant.id };

  const done = async (what: 'identity-providers' | 'ldap-sources', said: string) => {
    await queryClient.invalidateQueries({ queryKey: [what, tenant.id] });
    close();
    notify(said);
  };
  const saveProvider = async (before: IdentityProvider | undefined, body: NewIdentityProvider) => {
    await (before ? updateIdentityProvider({ path: { ...path, provider: before.id }, body }) : createIdentityProvider({ path, body }));
    await done('identity-providers', t(before ? '{0} provider {1} changed' : '{0} provider {1} added', body.kind === 'saml' ? 'SAML' : 'OpenID', body.name));
  };
  const saveSource = async (before: LdapSource | undefined, body: NewLdapSource) => {
    await (before ? updateLdapSource({ path: { ...path, source: before.id }, body }) : createLdapSource({ path, body }));
    await done('ldap-sources', t(before ? 'LDAP directory {0} changed' : 'LDAP directory {0} added', body.name));
  };
  const testSource = (registered: LdapSource | undefined, source: NewLdapSource | undefined, userName: string | undefined) =>
    registered && !source
      ? testRegisteredLdapSource({ path: { ...path, source: registered.id }, body: { ...(userName && { userName }) } })
      : testLdapSource({ path, body: { ...(source && { source }), ...(userName && { userName }) } });

  const providerOf = (provider: IdentityProvider | undefined) => provider && { provider, latest: () => getIdentityProvider({ path: { ...path, provider: provider.id }, ...LATEST }) };
  const sourceOf = (source: LdapSource | undefined) => source && { source, latest: () => getLdapSource({ path: { ...path, source: source.id }, ...LATEST }) };

  return (
    <>
      <IdentityProviderLists
        providers={{
          rows: pagedRows(providers, itemsOf),
          onCreate: () => setDialog({ kind: 'provider' }),
          onCreateSaml: () => setDialog({ kind: 'saml' }),
          onEdit: (provider) => setDialog({ kind: provider.kind === 'saml' ? 'saml' : 'provider', provider }),
          onDelete: (provider) => setDialog({ kind: 'delete-provider', provider }),
        }}
        sources={{
          rows: pagedRows(sources, itemsOf),
          onCreate: () => setDialog({ kind: 'source' }),
          onEdit: (source) => setDialog({ kind: 'source', source }),
          onDelete: (source) => setDialog({ kind: 'delete-source', source }),
        }}
      />
      {dialog?.kind === 'provider' && (
        <ProviderDialog
          {...providerOf(dialog.provider)}
          onTest={(body) => testIdentityProvider({ path, body })}
          onSave={(body) => saveProvider(dialog.provider, body)}
          onClose={close}
        />
      )}
      {dialog?.kind === 'saml' && (
        <SamlProviderDialog
          {...providerOf(dialog.provider)}
          onSave={(body) => saveProvider(dialog.provider, body)}
          onClose={close}
        />
      )}
      {dialog?.kind === 'source' && (
        <LdapSourceDialog
          {...sourceOf(dialog.source)}
          onTest={(source, userName) => testSource(dialog.source, source, userName)}
          onSave={(body) => saveSource(dialog.source, body)}
          onClose={close}
        />
      )}
      {dialog?.kind === 'delete-provider' && (
        <ConfirmDialog
          title={t('Delete {0}?', dialog.provider.name)}
          confirmLabel={t('Delete provider')}
          proof
          onConfirm={async () => {
            await deleteIdentityProvider({ path: { ...path, provider: dialog.provider.id } });
            await done('identity-providers', t('Provider {0} deleted', dialog.provider.name));
          }}
          onClose={close}
        >{t('Nobody signs in by {0} any more, and the links between people here and there are gone. This cannot be undone.', <strong>{dialog.provider.name}</strong>)}</ConfirmDialog>
      )}
      {dialog?.kind === 'delete-source' && (
        <ConfirmDialog
          title={t('Delete {0}?', dialog.source.name)}
          confirmLabel={t('Delete directory')}
          proof
          onConfirm={async () => {
            await deleteLdapSource({ path: { ...path, source: dialog.source.id } });
            await done('ldap-sources', t('LDAP directory {0} deleted', dialog.source.name));
          }}
          onClose={close}
        >{t('People of {0} stay, but have no password here and are not known again if the directory is added anew. This cannot be undone.', <strong>{dialog.source.name}</strong>)}</ConfirmDialog>
      )}
    </>
  );
}
