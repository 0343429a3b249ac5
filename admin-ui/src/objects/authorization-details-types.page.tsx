import ListIcon from '@patternfly/react-icons/dist/esm/icons/list-icon';
import { type AuthorizationDetailsType, createAuthorizationDetailsType, deleteAuthorizationDetailsType, getAuthorizationDetailsType, LATEST, listAuthorizationDetailsTypes, updateAuthorizationDetailsType } from '../api';
import { t } from '../language/language';
import { EnabledLabel } from '../ui/StateLabel';
import { isJson } from './json';
import type { Kind } from './kind';
import { ObjectsPage } from './ObjectsPage';

const TYPES: Kind<AuthorizationDetailsType> = {
  name: 'authorization-details-types',
  title: t('Authorization details'),
  description: t('Types of authorization details (RFC 9396): what more than scopes a client may ask for, such as a single payment.'),
  icon: ListIcon,
  empty: { title: t('No types yet'), text: t('Add a type that a resource server understands. Requests with details of other types are refused.') },
  columns: [
    { title: t('Type'), width: 25, cell: ({ name }) => <span className="lw-strong">{name}</span> },
    { title: t('Title'), cell: ({ title }) => title },
    { title: t('Resource server'), width: 30, cell: ({ resourceServer }) => <span className="lw-code">{resourceServer}</span> },
    { title: t('State'), cell: ({ enabled }) => <EnabledLabel enabled={enabled} /> },
  ],
  nameOf: ({ name }) => name,
  list: (tenant, { signal }) => listAuthorizationDetailsTypes({ path: { tenant: tenant.id }, signal }),
  fields: [
    { name: 'name', label: t('Type'), required: true, asked: 'new', placeholder: 'payment', hint: t('The value of type in authorization_details.') },
    { name: 'resourceServer', label: t('Resource server'), required: true, asked: 'new', placeholder: 'ledger', hint: t('The URI or name of the one that tokens with such details are for.') },
    { name: 'title', label: t('Title'), required: true, placeholder: 'A payment', hint: t('What people are told it is when they are asked for their consent.') },
    { name: 'schema', label: t('Schema'), lines: true, required: true, hint: t('JSON Schema of its members, of type object; members that it does not name are refused.'), check: (text) => (isJson(text) ? undefined : t('Enter a JSON object.')) },
    {
      name: 'enabled',
      label: t('State'),
      asked: 'change',
      options: [
        { value: 'true', label: t('Enabled') },
        { value: 'false', label: t('Disabled') },
      ],
    },
  ],
  typed: (type) => ({
    name: type?.name ?? '',
    resourceServer: type?.resourceServer ?? '',
    title: type?.title ?? '',
    schema: JSON.stringify(type?.schema ?? { type: 'object', properties: {} }, null, 2),
    enabled: String(type?.enabled ?? true),
  }),
  add: {
    label: t('Add type'),
    said: ({ name }) => t('Type {0} added', name ?? ''),
    run: (tenant, { name = '', resourceServer = '', title = '', schema = '' }) =>
      createAuthorizationDetailsType({ path: { tenant: tenant.id }, body: { name: name.trim(), resourceServer: resourceServer.trim(), title: title.trim(), schema: JSON.parse(schema) as Record<string, unknown> } }),
  },
  change: {
    latest: (tenant, { id }) => getAuthorizationDetailsType({ path: { tenant: tenant.id, type: id }, ...LATEST }),
    run: (tenant, { id }, { title = '', schema = '', enabled }) =>
      updateAuthorizationDetailsType({ path: { tenant: tenant.id, type: id }, body: { title: title.trim(), schema: JSON.parse(schema) as Record<string, unknown>, enabled: enabled === 'true' } }),
  },
  actions: ({ name }) => [
    {
      title: t('Delete'),
      question: t('Delete {0}?', name),
      text: t('No more requests with it, and no more of it in tokens. This cannot be undone.'),
      danger: true,
      typed: name,
      run: (tenant, { id }) => deleteAuthorizationDetailsType({ path: { tenant: tenant.id, type: id } }),
      said: t('{0} deleted', name),
    },
  ],
  sameAs: (tenant, { id, name }) => ({ path: `/api/v1/tenants/${tenant.id}/authorization-details-types/${id}`, commands: [`lightwave authorization-details-type show -t ${tenant.name} ${name}`, `lightwave authorization-details-type delete -t ${tenant.name} ${name}`] }),
};

export const AuthorizationDetailsTypesPage = () => <ObjectsPage kind={TYPES} />;
