import { Label } from '@patternfly/react-core';
import KeyIcon from '@patternfly/react-icons/dist/esm/icons/key-icon';
import { compromiseKey, type Key, listKeys, rotateKeys } from '../api';
import { t } from '../language/language';
import { Moment } from '../ui/Moment';
import type { Kind } from './kind';
import { ObjectsPage } from './ObjectsPage';

const STATES: Record<Key['state'], readonly ['success' | 'info' | 'warning' | 'danger' | undefined, string]> = {
  prepared: [undefined, t('Prepared')],
  published: ['info', t('Published')],
  active: ['success', t('In use')],
  draining: ['warning', t('Phased out')],
  retired: [undefined, t('Retired')],
  compromised: ['danger', t('Compromised')],
};

const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA', 'ES384', 'ES512', 'RSA-OAEP-256', 'ECDH-ES', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const;

const KEYS: Kind<Key> = {
  name: 'keys',
  title: t('Token keys'),
  description: t('The keys that sign the tokens of the tenant, and those that others encrypt to. They rotate by themselves every 90 days; a successor is published ten minutes before it signs.'),
  icon: KeyIcon,
  empty: { title: t('No keys yet'), text: t('A tenant gets its keys when it is made.') },
  columns: [
    { title: t('Key id'), width: 35, cell: ({ id }) => <span className="lw-code">{id}</span> },
    { title: t('Algorithm'), cell: ({ algorithm }) => algorithm },
    {
      title: t('State'),
      cell: ({ state }) => (
        <Label isCompact variant="outline" status={STATES[state][0]} color={STATES[state][0] ? undefined : 'grey'}>
          {STATES[state][1]}
        </Label>
      ),
    },
    { title: t('Since'), cell: ({ updatedAt }) => <Moment at={updatedAt} /> },
    { title: t('Created'), cell: ({ createdAt }) => <Moment at={createdAt} /> },
  ],
  nameOf: ({ id }) => id,
  list: (tenant, { signal }) => listKeys({ path: { tenant: tenant.id }, signal }),
  fields: [
    {
      name: 'algorithm',
      label: t('Algorithm'),
      hint: t('The old keys stay in the key set until what they signed has expired.'),
      options: [{ value: '', label: t('Each one that is in use') }, ...ALGORITHMS.map((value) => ({ value, label: value }))],
    },
  ],
  typed: () => ({ algorithm: '' }),
  add: {
    label: t('Rotate keys'),
    said: () => t('The successors are published'),
    proof: true,
    run: (tenant, { algorithm }) => rotateKeys({ path: { tenant: tenant.id }, body: { algorithm: ALGORITHMS.find((known) => known === algorithm) ?? null } }),
  },
  actions: ({ id, state }) =>
    state === 'retired' || state === 'compromised'
      ? []
      : [
          {
            title: t('End: its key leaked'),
            question: t('End {0}?', id),
            text: t('For a key that others may have: all that it signed is worth nothing from now on, and another key signs. People have to sign in again. This cannot be undone.'),
            danger: true,
            typed: id,
            proof: true,
            run: (tenant, key) => compromiseKey({ path: { tenant: tenant.id, key: key.id } }),
            said: t('{0} ended', id),
          },
        ],
  sameAs: (tenant, { id }) => ({ path: `/api/v1/tenants/${tenant.id}/keys`, commands: [`lightwave key list -t ${tenant.name}`, `lightwave key rotate -t ${tenant.name}`, `lightwave key compromise -t ${tenant.name} ${id}`] }),
};

export const KeysPage = () => <ObjectsPage kind={KEYS} />;
