import { Label } from '@patternfly/react-core';
import KeyIcon from '@patternfly/react-icons/dist/esm/icons/key-icon';
import { activateSamlKey, listSamlKeys, prepareSamlKey, retireSamlKey, type SamlKey } from '../api';
import { t } from '../language/language';
import { Moment } from '../ui/Moment';
import type { Kind } from './kind';
import { ObjectsPage } from './ObjectsPage';

const STATES: Record<SamlKey['state'], readonly ['info' | 'success' | undefined, string]> = {
  next: ['info', t('Published')],
  active: ['success', t('Signs')],
  previous: [undefined, t('Phased out')],
};

const KEYS: Kind<SamlKey> = {
  name: 'saml-keys',
  title: t('SAML keys'),
  description: t('The keys in the SAML metadata of the tenant. A successor is published first, so that service providers learn it, and signs when you say so.'),
  icon: KeyIcon,
  empty: { title: t('No SAML keys yet'), text: t('The first key is made when the metadata is first asked for.') },
  columns: [
    { title: t('Key id'), width: 40, cell: ({ id }) => <span className="lw-code">{id}</span> },
    {
      title: t('State'),
      cell: ({ state }) => (
        <Label isCompact variant="outline" status={STATES[state][0]} color={STATES[state][0] ? undefined : 'grey'}>
          {STATES[state][1]}
        </Label>
      ),
    },
    { title: t('Since'), cell: ({ stateSince }) => <Moment at={stateSince} /> },
    { title: t('Valid until'), cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
  ],
  nameOf: ({ id }) => id,
  list: (tenant, { signal }) => listSamlKeys({ path: { tenant: tenant.id }, signal }),
  fields: [],
  typed: () => ({}),
  add: {
    label: t('Publish a successor'),
    said: () => t('The successor is published'),
    proof: true,
    run: (tenant) => prepareSamlKey({ path: { tenant: tenant.id } }),
  },
  actions: ({ id, state }) => [
    ...(state === 'next'
      ? [
          {
            title: t('Let it sign'),
            question: t('Let {0} sign?', id),
            text: t('Service providers that have not read the metadata since it was published refuse what it signs. The key from before stays in the metadata.'),
            proof: true,
            run: (tenant: { id: string }, key: SamlKey) => activateSamlKey({ path: { tenant: tenant.id, samlKey: key.id } }),
            said: t('{0} signs', id),
          },
        ]
      : []),
    ...(state === 'active'
      ? []
      : [
          {
            title: t('Take out of the metadata'),
            question: t('Take {0} out of the metadata?', id),
            text: t('Nothing that it signed is believed any more. This cannot be undone.'),
            danger: true,
            proof: true,
            run: (tenant: { id: string }, key: SamlKey) => retireSamlKey({ path: { tenant: tenant.id, samlKey: key.id } }),
            said: t('{0} taken out of the metadata', id),
          },
        ]),
  ],
  sameAs: (tenant, { id }) => ({ path: `/api/v1/tenants/${tenant.id}/saml-keys`, commands: [`lightwave saml-key list -t ${tenant.name}`, `lightwave saml-key activate -t ${tenant.name} ${id}`] }),
};

export const SamlKeysPage = () => <ObjectsPage kind={KEYS} />;
