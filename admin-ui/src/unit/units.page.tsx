import { Button, Card, CardBody, CardTitle, Flex, Grid, GridItem, PageSection } from '@patternfly/react-core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { addEntry, changeGroup, createAccessRule, createGroup, createUser, deleteAccessRule, deleteEntry, getAccessRule, LATEST, listGroups, type ListedDirectoryEntry, renameEntry, updateAccessRule } from '../api';
import { Loading } from '../app/Loading';
import { parentOf, rdnOf } from '../entry/names';
import { childrenQuery } from '../entry/queries';
import { t } from '../language/language';
import { FieldsDialog } from '../objects/FieldsDialog';
import { idsOf } from '../objects/members';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Listing, LoadFailure } from '../ui/Listing';
import { useNotify } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { PageHead } from '../ui/PageHead';
import { NewUserDialog, type NewUser } from '../user/NewUserDialog';
import { DelegateDialog } from './DelegateDialog';
import { Delegates } from './Delegates';
import { PlaceDialog } from './PlaceDialog';
import { everyRuleQuery, unitsQuery } from './queries';
import { containerOf, type Delegate, inhabitantsOf, nameOf, placeOf, rulesFor, treeOf, type UnitRole } from './units';
import { unitsRoute } from './units.route';
import { UnitTree } from './UnitTree';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PLACED_USER = 'urn:ietf:params:scim:schemas:extension:lightwave:2.0:User';
const PLACED_GROUP = 'urn:ietf:params:scim:schemas:extension:lightwave:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

type Action = { kind: 'unit' | 'move' | 'delete' | 'user' | 'group' | 'delegate' } | { kind: 'inhabitant'; entry: ListedDirectoryEntry } | { kind: 'take-away'; delegate: Delegate };

export function UnitsPage() {
  const { tenant } = unitsRoute.useRouteContext();
  const { unit = containerOf(tenant, 'people') } = unitsRoute.useSearch();
  const { data: units, error, refetch } = useQuery(unitsQuery(tenant));
  return (
    <>
      <PageHead title={t('Units')} description={t('Organizational units of people and of groups, and who administers them. Whoever is in one signs in as everybody else does.')} />
      <PageSection>
        {error && <LoadFailure error={error} retry={() => void refetch()} />}
        {!units && !error && <Loading />}
        {units && (
          <Grid hasGutter>
            <GridItem md={4} xl={3}>
              <Card>
                <CardBody>
                  <UnitTree tenant={tenant.id} top={treeOf(containerOf(tenant, 'people'), units)} label={t('People')} shown={unit} />
                  <UnitTree tenant={tenant.id} top={treeOf(containerOf(tenant, 'groups'), units)} label={t('Groups')} shown={unit} />
                </CardBody>
              </Card>
            </GridItem>
            <GridItem md={8} xl={9}>
              <Shown key={unit} dn={unit} units={units} />
            </GridItem>
          </Grid>
        )}
      </PageSection>
    </>
  );
}

function Shown({ dn, units }: { dn: string; units: readonly ListedDirectoryEntry[] }) {
  const { tenant } = unitsRoute.useRouteContext();
  const [action, setAction] = useState<Action>();
  const inside = useInfiniteQuery(childrenQuery(tenant.id, dn));
  const rules = useQuery(everyRuleQuery(tenant.id));
  const ofPeople = inhabitantsOf(tenant, dn) === 'people';
  const isContainer = placeOf(tenant, dn) === '';
  const paged = pagedRows(inside, itemsOf);
  const rows = paged.rows?.filter(({ dn: below }) => !units.some((unit) => unit.dn === below));
  return (
    <>
      <Card className="lw-gap-below">
        <CardTitle component="h2">{isContainer ? (ofPeople ? t('People') : t('Groups')) : nameOf(dn)}</CardTitle>
        <CardBody>
          <p className="lw-code lw-gap-below">{dn}</p>
          <Flex gap={{ default: 'gapSm' }} className="lw-gap-below">
            <Button onClick={() => setAction({ kind: ofPeople ? 'user' : 'group' })}>{ofPeople ? t('Create user here') : t('Create group here')}</Button>
            <Button variant="secondary" onClick={() => setAction({ kind: 'unit' })}>{t('Create unit below')}</Button>
            {!isContainer && <Button variant="secondary" onClick={() => setAction({ kind: 'move' })}>{t('Rename or move unit')}</Button>}
            {!isContainer && <Button variant="secondary" isDanger onClick={() => setAction({ kind: 'delete' })}>{t('Delete unit')}</Button>}
          </Flex>
          <Listing
            label={t('In the unit')}
            paged={{ ...paged, rows: rows?.length === 0 && paged.hasMore ? undefined : rows }}
            columns={[
              {
                title: t('Name'),
                width: 40,
                cell: ({ id, dn: below }) => (
                  <Link to="/tenants/$tenant/directory" params={{ tenant: tenant.id }} search={{ entry: id }} className="lw-strong">
                    {nameOf(below)}
                  </Link>
                ),
              },
              { title: t('Entry'), cell: ({ dn: below }) => <span className="lw-code">{rdnOf(below)}</span> },
            ]}
            nameOf={({ dn: below }) => nameOf(below)}
            actions={(entry) => [{ title: t('Move to another unit'), onClick: () => setAction({ kind: 'inhabitant', entry }) }]}
            empty={<p className="lw-quiet">{t('Nobody is directly in it.')}</p>}
          />
        </CardBody>
      </Card>
      <Delegates dn={dn} rules={rules.data} error={rules.error} retry={() => void rules.refetch()} onName={() => setAction({ kind: 'delegate' })} onTakeAway={(delegate) => setAction({ kind: 'take-away', delegate })} />
      {action && <Dialog action={action} dn={dn} units={units} onClose={() => setAction(undefined)} />}
    </>
  );
}

function Dialog({ action, dn, units, onClose }: { action: Action; dn: string; units: readonly ListedDirectoryEntry[]; onClose: () => void }) {
  const { tenant } = unitsRoute.useRouteContext();
  const navigate = unitsRoute.useNavigate();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const { data: rules = [] } = useQuery(everyRuleQuery(tenant.id));
  const inhabitants = inhabitantsOf(tenant, dn) ?? 'people';
  const container = containerOf(tenant, inhabitants);
  const place = placeOf(tenant, dn);
  const called = place ? nameOf(dn) : t(inhabitants === 'people' ? 'People' : 'Groups');

  const done = async (said: string) => {
    await Promise.all(['entries', 'access-rules'].map((key) => queryClient.invalidateQueries({ queryKey: [key, tenant.id] })));
    await Promise.all(['users', 'groups'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    onClose();
    notify(said);
  };
  /** Where something may stand; a unit nowhere below itself. */
  const places = (without?: string) => [
    { value: container, label: t('Outside of all units') },
    ...units.filter((unit) => unit.dn.endsWith(`,${container}`) && unit.dn !== without && !unit.dn.endsWith(`,${without}`)).map((unit) => ({ value: unit.dn, label: placeOf(tenant, unit.dn) })),
  ];
  const idOf = (name: string) => units.find((unit) => unit.dn === name)?.id ?? name;

  const createUnit = async (name: string, above: string) => {
    const { dn: made } = await addEntry({ path: { tenant: tenant.id }, body: { dn: `ou=${name},${above}`, attributes: { objectClass: ['organizationalUnit'] } } });
    await done(t('Unit {0} created', name));
    await navigate({ search: { unit: made } });
  };
  const moveUnit = async (name: string, above: string) => {
    const { dn: moved } = await renameEntry({ path: { tenant: tenant.id, entry: idOf(dn) }, body: { rdn: `ou=${name}`, ...(above !== parentOf(dn) && { superior: above }) } });
    await navigate({ search: { unit: moved } });
    await done(t('Unit {0} changed', name));
  };
  const removeUnit = async () => {
    await deleteEntry({ path: { tenant: tenant.id, entry: idOf(dn) } });
    await Promise.all(rules.filter(({ target }) => target.base === dn).map(({ id }) => deleteAccessRule({ path: { tenant: tenant.id, rule: id } })));
    await navigate({ search: { unit: parentOf(dn) } });
    await done(t('Unit {0} deleted', called));
  };
  const moveInhabitant = async ({ id, dn: name }: ListedDirectoryEntry, above: string) => {
    await renameEntry({ path: { tenant: tenant.id, entry: id }, body: { rdn: rdnOf(name), superior: above } });
    await done(t('{0} moved', nameOf(name)));
  };
  const createUserHere = async (user: NewUser) => {
    await createUser({ path: { tenant: tenant.name }, body: { schemas: place ? [USER, PLACED_USER] : [USER], ...user, ...(place && { [PLACED_USER]: { organizationalUnit: place } }) } });
    await done(t('User {0} created', user.userName));
  };
  const createGroupHere = async (displayName: string) => {
    await createGroup({ path: { tenant: tenant.name }, body: { schemas: place ? [GROUP, PLACED_GROUP] : [GROUP], displayName, ...(place && { [PLACED_GROUP]: { organizationalUnit: place } }) } });
    await done(t('Group {0} created', displayName));
  };

  const groupCalled = async (name: string, members: string[]): Promise<string> => {
    const people = await idsOf(tenant, members);
    const found = await listGroups({ path: { tenant: tenant.name }, query: { filter: `displayName eq ${JSON.stringify(name)}`, count: 1, excludedAttributes: 'members' } });
    const [group] = found.Resources;
    if (!group) return (await createGroup({ path: { tenant: tenant.name }, body: { schemas: [GROUP], displayName: name, members: people } })).id;
    if (people.length > 0) await changeGroup({ path: { tenant: tenant.name, id: group.id }, body: { schemas: [PATCH], Operations: [{ op: 'add', path: 'members', value: people }] } });
    return group.id;
  };
  const delegate = async (role: UnitRole, name: string, members: string[]) => {
    const subject = await groupCalled(name, members);
    for (const rule of rulesFor(tenant, dn, role)) {
      const there = rules.find((known) => known.name === rule.name);
      // One behind the other, so that a refusal leaves as little as possible.
      // oxlint-disable-next-line no-await-in-loop
      if (!there) await createAccessRule({ path: { tenant: tenant.id }, body: { ...rule, effect: 'allow', subjects: [subject] } });
      else {
        const path = { tenant: tenant.id, rule: there.id };
        // oxlint-disable-next-line no-await-in-loop
        const { subjects } = await getAccessRule({ path, ...LATEST });
        // oxlint-disable-next-line no-await-in-loop
        await updateAccessRule({ path, body: { subjects: [...subjects, subject] } });
      }
    }
    await done(t('{0} named for {1}', name, called));
  };
  const takeAway = async ({ id, rules: theirs }: Delegate) => {
    for (const rule of theirs) {
      const path = { tenant: tenant.id, rule: rule.id };
      // oxlint-disable-next-line no-await-in-loop
      const { subjects } = await getAccessRule({ path, ...LATEST });
      const left = subjects.filter((subject) => subject !== id);
      // oxlint-disable-next-line no-await-in-loop
      await (left.length > 0 ? updateAccessRule({ path, body: { subjects: left } }) : deleteAccessRule({ path }));
    }
    await done(t('{0} has lost {1}', nameOf(id), called));
  };

  switch (action.kind) {
    case 'unit':
      return <PlaceDialog title={t('Create unit')} submitLabel={t('Create unit')} name="" above={dn} places={places()} onSave={createUnit} onClose={onClose} />;
    case 'move':
      return <PlaceDialog title={t('Rename or move {0}', called)} submitLabel={t('Save')} name={called} above={parentOf(dn)} places={places(dn)} onSave={moveUnit} onClose={onClose} />;
    case 'delete':
      return (
        <ConfirmDialog title={t('Delete {0}?', called)} confirmLabel={t('Delete unit')} typed={called} proof onConfirm={removeUnit} onClose={onClose}>
          {t('Only a unit in which nothing is can be deleted. Access rules about it go with it.')}
        </ConfirmDialog>
      );
    case 'inhabitant':
      return <PlaceDialog title={t('Move {0}', nameOf(action.entry.dn))} submitLabel={t('Move')} above={dn} places={places()} onSave={(_, above) => moveInhabitant(action.entry, above)} onClose={onClose} />;
    case 'user':
      return <NewUserDialog tenant={tenant} onCreate={createUserHere} onClose={onClose} />;
    case 'group':
      return (
        <FieldsDialog
          title={t('Create group')}
          submitLabel={t('Create group')}
          fields={[{ name: 'displayName', label: t('Name'), required: true, placeholder: 'developers' }]}
          start={{ displayName: '' }}
          proof={false}
          onSave={({ displayName = '' }) => createGroupHere(displayName.trim())}
          onClose={onClose}
        />
      );
    case 'delegate':
      return <DelegateDialog unit={called} group={`${called.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-administrators`} onSave={delegate} onClose={onClose} />;
    case 'take-away':
      return (
        <ConfirmDialog title={t('Take {0} away from {1}?', called, nameOf(action.delegate.id))} confirmLabel={t('Take away')} proof onConfirm={() => takeAway(action.delegate)} onClose={onClose}>
          {t('{0} loses what rules about this unit give. The group and its members stay.', <strong>{nameOf(action.delegate.id)}</strong>)}
        </ConfirmDialog>
      );
  }
}
