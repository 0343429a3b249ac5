import { Button, PageSection, Toolbar, ToolbarContent } from '@patternfly/react-core';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import UsersIcon from '@patternfly/react-icons/dist/esm/icons/users-icon';
import type { ScimUser } from '../api';
import { t } from '../language/language';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { SearchField } from '../ui/SearchField';
import { EnabledLabel } from '../ui/StateLabel';

const COLUMNS: readonly Column<ScimUser>[] = [
  { title: t('User name'), width: 20, cell: (user) => <span className="lw-strong">{user.userName}</span> },
  { title: t('Name'), width: 25, cell: (user) => user.displayName ?? user.name?.formatted ?? '–' },
  { title: t('E-mail'), width: 25, cell: (user) => (user.emails?.find((email) => email.primary) ?? user.emails?.[0])?.value ?? '–' },
  { title: t('State'), cell: (user) => <EnabledLabel enabled={user.active} /> },
  { title: t('Created'), cell: (user) => (user.meta.created ? <Moment at={user.meta.created} /> : '–') },
];

interface UserListProps {
  users: PagedRows<ScimUser>;
  /** The person signed in, who can neither disable nor delete himself or herself here. */
  ownId: string;
  search: string;
  onSearch: (search: string) => void;
  onCreate: () => void;
  onSwitch: (user: ScimUser) => void;
  onInvite: (user: ScimUser) => void;
  onSignOut: (user: ScimUser) => void;
  onFactors: (user: ScimUser) => void;
  onConsents: (user: ScimUser) => void;
  onDelete: (user: ScimUser) => void;
}

export function UserList({ users, ownId, search, onSearch, onCreate, onSwitch, onInvite, onSignOut, onFactors, onConsents, onDelete }: UserListProps) {
  const create = <Button onClick={onCreate}>{t('Create user')}</Button>;
  return (
    <>
      <PageHead title={t('Users')} description={t('People who sign in: the entries under ou=people of the directory.')} actions={(search || users.rows?.length !== 0) && create} />
      <PageSection>
        <Toolbar>
          <ToolbarContent>
            <SearchField label={t('Search by user name')} value={search} onSearch={onSearch} />
          </ToolbarContent>
        </Toolbar>
        <Listing
          label={t('Users')}
          paged={users}
          columns={COLUMNS}
          nameOf={(user) => user.userName}
          actions={(user) =>
            user.id === ownId
              ? []
              : [
                  { title: user.active ? t('Disable') : t('Enable'), onClick: () => onSwitch(user) },
                  ...(user.active && user.emails?.length ? [{ title: t('Invite by mail'), onClick: () => onInvite(user) }] : []),
                  { title: t('Sign out everywhere'), onClick: () => onSignOut(user) },
                  { title: t('Second factors'), onClick: () => onFactors(user) },
                  { title: t('Consents'), onClick: () => onConsents(user) },
                  { title: t('Delete'), danger: true, onClick: () => onDelete(user) },
                ]
          }
          empty={
            search ? (
              <Nothing title={t('No user name contains “{0}”', search)} icon={SearchIcon} action={<Button variant="link" onClick={() => onSearch('')}>{t('Clear the search')}</Button>}>{t('Only the user name is searched.')}</Nothing>
            ) : (
              <Nothing title={t('No users yet')} icon={UsersIcon} action={create}>{t("Create the first person who signs in here, or connect a provisioning system to the tenant's SCIM endpoint.")}</Nothing>
            )
          }
        />
      </PageSection>
    </>
  );
}
