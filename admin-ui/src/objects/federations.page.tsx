import { Label } from '@patternfly/react-core';
import GlobeIcon from '@patternfly/react-icons/dist/esm/icons/globe-icon';
import { createFederation, deleteFederation, type Federation, getFederation, LATEST, listFederations, type NewFederation, refreshFederation, updateFederation } from '../api';
import { t } from '../language/language';
import { Moment } from '../ui/Moment';
import { EnabledLabel } from '../ui/StateLabel';
import { isJson } from './json';
import type { Kind, Typed } from './kind';
import { ObjectsPage } from './ObjectsPage';

/** What both a new federation and a change to one name; an empty bundle is left as it is. */
function endpoint({ bundleEndpointUrl = '', bundleEndpointProfile, endpointSpiffeId = '', trustDomainBundle = '' }: Typed) {
  const spiffe = bundleEndpointProfile === 'https_spiffe';
  return {
    bundleEndpointUrl: bundleEndpointUrl.trim(),
    bundleEndpointProfile: spiffe ? 'https_spiffe' : 'https_web',
    ...(spiffe && { endpointSpiffeId: endpointSpiffeId.trim() }),
    ...(trustDomainBundle.trim() && { trustDomainBundle: JSON.parse(trustDomainBundle) as Record<string, unknown> }),
  } satisfies Partial<NewFederation>;
}

const FEDERATIONS: Kind<Federation> = {
  name: 'federations',
  title: t('Federations'),
  description: t('Foreign trust domains whose workloads ours may believe. Their bundles are fetched and handed to the workloads here beside our own.'),
  icon: GlobeIcon,
  empty: { title: t('No federations yet'), text: t('Add the trust domain of a partner by the address of its bundle. The partner finds ours below the issuer of the tenant.') },
  columns: [
    { title: t('Trust domain'), width: 25, cell: ({ trustDomain }) => <span className="lw-strong">{trustDomain}</span> },
    { title: t('Bundle'), width: 30, cell: ({ bundleEndpointUrl }) => <span className="lw-code">{bundleEndpointUrl}</span> },
    { title: t('Last fetched'), cell: ({ fetchedAt }) => (fetchedAt ? <Moment at={fetchedAt} /> : t('Never')) },
    {
      title: t('State'),
      cell: ({ enabled, problem }) =>
        problem ? (
          <>
            <Label isCompact variant="outline" status="danger">
              {t('Cannot be fetched')}
            </Label>
            <div className="lw-quiet">{problem}</div>
          </>
        ) : (
          <EnabledLabel enabled={enabled} />
        ),
    },
  ],
  nameOf: ({ trustDomain }) => trustDomain,
  list: (tenant, { cursor, signal }) => listFederations({ path: { tenant: tenant.id }, query: { cursor }, signal }),
  fields: [
    { name: 'trustDomain', label: t('Trust domain'), required: true, asked: 'new', placeholder: 'partner.example' },
    { name: 'bundleEndpointUrl', label: t('Address of the bundle'), required: true, placeholder: 'https://partner.example/bundle' },
    {
      name: 'bundleEndpointProfile',
      label: t('Who serves it is known by'),
      options: [
        { value: 'https_web', label: t('Its name and a public authority') },
        { value: 'https_spiffe', label: t('Its SPIFFE ID') },
      ],
    },
    { name: 'endpointSpiffeId', label: t('SPIFFE ID of the endpoint'), hint: t('Only where it is known by that.'), placeholder: 'spiffe://partner.example/bundle' },
    {
      name: 'trustDomainBundle',
      label: t('Bundle to begin with'),
      lines: true,
      hint: t('JSON; needed where the trust domain serves its bundle itself and is known by its SPIFFE ID. Left as it is when empty.'),
      check: (text) => (isJson(text) ? undefined : t('Enter a JSON object.')),
    },
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
  typed: (federation) => ({
    trustDomain: federation?.trustDomain ?? '',
    bundleEndpointUrl: federation?.bundleEndpointUrl ?? '',
    bundleEndpointProfile: federation?.bundleEndpointProfile ?? 'https_web',
    endpointSpiffeId: federation?.endpointSpiffeId ?? '',
    trustDomainBundle: '',
    enabled: String(federation?.enabled ?? true),
  }),
  add: {
    label: t('Add federation'),
    proof: true,
    said: ({ trustDomain }) => t('Federation with {0} added', trustDomain ?? ''),
    run: (tenant, typed) => createFederation({ path: { tenant: tenant.id }, body: { trustDomain: (typed['trustDomain'] ?? '').trim(), ...endpoint(typed) } }),
  },
  change: {
    proof: true,
    latest: (tenant, { id }) => getFederation({ path: { tenant: tenant.id, federation: id }, ...LATEST }),
    run: (tenant, { id, endpointSpiffeId }, typed) => {
      const body = endpoint(typed);
      return updateFederation({ path: { tenant: tenant.id, federation: id }, body: { ...(endpointSpiffeId && { endpointSpiffeId: null }), ...body, enabled: typed['enabled'] === 'true' } });
    },
  },
  actions: ({ trustDomain }) => [
    {
      title: t('Fetch now'),
      question: t('Fetch the bundle of {0} now?', trustDomain),
      text: t('It is otherwise fetched as often as it asks to be. Whether it went well stands in the list.'),
      run: (tenant, { id }) => refreshFederation({ path: { tenant: tenant.id, federation: id } }),
      said: t('Bundle of {0} asked for', trustDomain),
    },
    {
      title: t('Delete'),
      question: t('Delete {0}?', trustDomain),
      text: t('No workload here believes its certificates and tokens any more. This cannot be undone.'),
      danger: true,
      typed: trustDomain,
      proof: true,
      run: (tenant, { id }) => deleteFederation({ path: { tenant: tenant.id, federation: id } }),
      said: t('{0} deleted', trustDomain),
    },
  ],
  sameAs: (tenant, { id, trustDomain }) => ({
    path: `/api/v1/tenants/${tenant.id}/federations/${id}`,
    commands: [`lightwave federation show -t ${tenant.name} ${trustDomain}`, `lightwave federation refresh -t ${tenant.name} ${trustDomain}`, `lightwave federation delete -t ${tenant.name} ${trustDomain}`],
  }),
};

export const FederationsPage = () => <ObjectsPage kind={FEDERATIONS} />;
