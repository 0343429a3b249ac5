import UsersIcon from '@patternfly/react-icons/dist/esm/icons/users-icon';
import { changeGroup, createGroup, deleteGroup, getGroup, LATEST, listGroups, type ScimGroup } from '../api';
import { t } from '../language/language';
import { lines } from '../ui/form';
import { Moment } from '../ui/Moment';
import type { Kind } from './kind';
import { idsOf } from './members';
import { ObjectsPage } from './ObjectsPage';

const SCHEMAS = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
const PATCH = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];

const nameOfMember = ({ display, displayName, value }: NonNullable<ScimGroup['members']>[number]) => display ?? displayName ?? value;

const GROUPS: Kind<ScimGroup> = {
  name: 'groups',
  title: t('Groups'),
  description: t('The groups under ou=groups of the directory. Members of some have roles: administrators may do everything in the tenant, readers, auditors and certificate-administrators a part.'),
  icon: UsersIcon,
  empty: { title: t('No groups yet'), text: t('Create a group, and name it in access rules, profiles of certificates or the settings of an application.') },
  columns: [
    { title: t('Name'), width: 40, cell: ({ displayName }) => <span className="lw-strong">{displayName}</span> },
    { title: t('External id'), cell: ({ externalId }) => externalId ?? '–' },
    { title: t('Created'), cell: ({ meta }) => (meta.created ? <Moment at={meta.created} /> : '–') },
  ],
  nameOf: ({ displayName }) => displayName,
  list: async (tenant, { cursor, signal }) => {
    const page = await listGroups({ path: { tenant: tenant.name }, query: { cursor: cursor ?? '', count: 50, excludedAttributes: 'members' }, signal });
    return { items: page.Resources, nextCursor: page.nextCursor ?? null };
  },
  fields: [
    { name: 'displayName', label: t('Name'), required: true, asked: 'new', placeholder: 'developers' },
    { name: 'members', label: t('Members'), lines: true, hint: t('User names, one per line. Members that are no people stay under the names they have here.') },
  ],
  typed: (group) => ({ displayName: group?.displayName ?? '', members: (group?.members ?? []).map((member) => nameOfMember(member)).join('\n') }),
  add: {
    label: t('Create group'),
    said: ({ displayName }) => t('Group {0} created', displayName ?? ''),
    run: async (tenant, { displayName = '', members = '' }) =>
      createGroup({ path: { tenant: tenant.name }, body: { schemas: SCHEMAS, displayName: displayName.trim(), members: await idsOf(tenant, lines(members)) } }),
  },
  change: {
    proof: true,
    latest: (tenant, { id }) => getGroup({ path: { tenant: tenant.name, id }, ...LATEST }),
    run: async (tenant, group, { members = '' }) => {
      const wanted = lines(members);
      const before = group.members ?? [];
      const gone = before.filter((member) => !wanted.includes(nameOfMember(member)));
      const come = await idsOf(tenant, wanted.filter((name) => !before.some((member) => nameOfMember(member) === name)));
      const operations = [
        ...(come.length > 0 ? [{ op: 'add' as const, path: 'members', value: come }] : []),
        ...gone.map(({ value }) => ({ op: 'remove' as const, path: `members[value eq ${JSON.stringify(value)}]` })),
      ];
      if (operations.length > 0) await changeGroup({ path: { tenant: tenant.name, id: group.id }, body: { schemas: PATCH, Operations: operations } });
    },
  },
  actions: ({ displayName }) => [
    {
      title: t('Delete'),
      question: t('Delete {0}?', displayName),
      text: t('Its members stay, and lose what they had by the group. This cannot be undone.'),
      danger: true,
      typed: displayName,
      proof: true,
      run: (tenant, { id }) => deleteGroup({ path: { tenant: tenant.name, id } }),
      said: t('{0} deleted', displayName),
    },
  ],
  sameAs: (tenant, { id }) => ({ path: `/t/${tenant.name}/scim/v2/Groups/${id}`, commands: [`lightwave group show -t ${tenant.name} ${id}`, `lightwave group delete -t ${tenant.name} ${id}`] }),
};

export const GroupsPage = () => <ObjectsPage kind={GROUPS} />;
