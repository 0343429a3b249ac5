import { Button, Card, CardBody, CardTitle, Flex, Grid, GridItem, PageSection } from '@patternfly/react-core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { addEntry, changeGroup, createAccessRule, createGroup, createUser, deleteAccessRule, deleteEntry, getAccessRule, LATEST, listGroups, type ListedDirectoryEntry, ProblemError, renameEntry, updateAccessRule } from '../api';
import { Loading } from '../app/Loading';
import { parentOf, rdnOf } from '../entry/names';
import { childrenQuery } from '../entry/queries';
import { t } from '../language/language';
import { FieldsDialog } from '../objects/FieldsDialog';
import { idsOf } from '../objects/members';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Listing } from '../ui/Listing';
import { LoadFailure } from '../ui/LoadFailure';
import { useNotify } from '../ui/notify';
import { pagedRows } from '../ui/paged';
import { PageHead } from '../ui/PageHead';
import { NewUserDialog, type NewUser } from '../user/NewUserDialog';
import { DelegateDialog } from './DelegateDialog';
import { Delegates } from './Delegates';
import { PlaceDialog } from './PlaceDialog';
import { everyRuleQuery, unitsQuery } from './queries';
import { containerOf, type Delegate, freeName, groupFor, inhabitantsOf, isAbout, isGrantOf, nameOf, placeOf, rulesFor, treeOf, type UnitRole } from './units';
import { unitsRoute } from './units.route';
import { UnitTree } from './UnitTree';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PLACED_USER = 'urn:ietf:params:scim:schemas:extension:lightwave:2.0:User';
const PLACED_GROUP = 'urn:ietf:params:scim:schemas:extension:lightwave:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

type Action = { kind: 'unit' | 'move' | 'delete' | 'user' | 'group' | 'delegate' } | { kind: 'inhabitant'; entry: ListedDirectoryEntry } | { kind: 'take-away'; delegate: Delegate };

/** What a call answers; undefined when what it is about is gone already, as after a try that went half of the way. */
async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined;
    throw error;
  }
}

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
  const known = new Set(units.map((unit) => unit.dn));
  const paged = pagedRows(inside, ({ items }) => items.filter(({ dn: below }) => !known.has(below)));
  // Pages may hold nothing but units.
  const mustReadOn = paged.rows?.length === 0 && paged.hasMore;
  const { fetchNextPage } = inside;
  useEffect(() => {
    if (mustReadOn && !inside.isFetching && !inside.error) void fetchNextPage();
  }, [mustReadOn, inside.isFetching, inside.error, fetchNextPage]);
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
            paged={{ ...paged, rows: mustReadOn ? undefined : paged.rows, retry: mustReadOn ? paged.loadMore : paged.retry }}
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
  // As it was when the dialog was opened: a second try still names what the first deleted.
  const [id] = useState(() => units.find((unit) => unit.dn === dn)?.id ?? dn);
  const inhabitants = inhabitantsOf(tenant, dn) ?? 'people';
  const container = containerOf(tenant, inhabitants);
  const place = placeOf(tenant, dn);
  const called = place ? nameOf(dn) : t(inhabitants === 'people' ? 'People' : 'Groups');

  const everyRule = () => queryClient.fetchQuery({ ...everyRuleQuery(tenant.id), staleTime: 0 });
  const rulesChanged = () => queryClient.invalidateQueries({ queryKey: ['access-rules', tenant.id] });
  const done = async (said: string) => {
    await Promise.all([rulesChanged(), queryClient.invalidateQueries({ queryKey: ['entries', tenant.id] })]);
    await Promise.all(['users', 'groups'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    onClose();
    notify(said);
  };
  /** Where something may stand; a unit nowhere below itself. */
  const places = (without?: string) => [
    { value: container, label: t('Outside of all units') },
    ...units.filter((unit) => unit.dn.endsWith(`,${container}`) && unit.dn !== without && !unit.dn.endsWith(`,${without}`)).map((unit) => ({ value: unit.dn, label: placeOf(tenant, unit.dn) })),
  ];

  const createUnit = async (name: string, above: string) => {
    const { dn: made } = await addEntry({ path: { tenant: tenant.id }, body: { dn: `ou=${name},${above}`, attributes: { objectClass: ['organizationalUnit'] } } });
    await done(t('Unit {0} created', name));
    await navigate({ search: { unit: made } });
  };
  const moveUnit = async (name: string, above: string) => {
    const { dn: moved } = await renameEntry({ path: { tenant: tenant.id, entry: id }, body: { rdn: name === called ? rdnOf(dn) : `ou=${name}`, ...(above !== parentOf(dn) && { superior: above }) } });
    await navigate({ search: { unit: moved } });
    await done(t('Unit {0} changed', name));
  };
  const removeUnit = async () => {
    const about = (await everyRule()).filter((rule) => isAbout(rule, dn, id));
    await unlessGone(deleteEntry({ path: { tenant: tenant.id, entry: id } }));
    await Promise.all(about.map((rule) => unlessGone(deleteAccessRule({ path: { tenant: tenant.id, rule: rule.id } }))));
    await navigate({ search: { unit: parentOf(dn) } });
    await done(t('Unit {0} deleted', called));
  };
  const moveInhabitant = async ({ id: entry, dn: name }: ListedDirectoryEntry, above: string) => {
    await renameEntry({ path: { tenant: tenant.id, entry }, body: { rdn: rdnOf(name), superior: above } });
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

  const findGroup = async (name: string) => (await listGroups({ path: { tenant: tenant.name }, query: { filter: `displayName eq ${JSON.stringify(name)}`, count: 1, excludedAttributes: 'members' } })).Resources[0];
  const groupCalled = async (name: string, members: string[]): Promise<string> => {
    const people = await idsOf(tenant, members);
    const group = await findGroup(name);
    if (!group) return (await createGroup({ path: { tenant: tenant.name }, body: { schemas: [GROUP], displayName: name, members: people } })).id;
    if (people.length > 0) await changeGroup({ path: { tenant: tenant.name, id: group.id }, body: { schemas: [PATCH], Operations: [{ op: 'add', path: 'members', value: people }] } });
    return group.id;
  };
  const give = async (role: UnitRole, subject: string) => {
    const rules = await everyRule();
    for (const grant of rulesFor(tenant, dn, role)) {
      const there = rules.find((rule) => isGrantOf(rule, grant));
      const path = { tenant: tenant.id, rule: there?.id ?? '' };
      // One behind the other, so that a refusal leaves as little as possible.
      // oxlint-disable-next-line no-await-in-loop
      const latest = there && (await unlessGone(getAccessRule({ path, ...LATEST })));
      // oxlint-disable-next-line no-await-in-loop
      if (latest && isGrantOf(latest, grant)) await updateAccessRule({ path, body: { subjects: [...latest.subjects, subject] } });
      // oxlint-disable-next-line no-await-in-loop
      else await createAccessRule({ path: { tenant: tenant.id }, body: { ...grant, name: freeName(grant.name, id, rules), effect: 'allow', subjects: [subject] } });
    }
  };
  const delegate = async (role: UnitRole, name: string, members: string[]) => {
    const subject = await groupCalled(name, members);
    await give(role, subject).finally(rulesChanged);
    await done(t('{0} named for {1}', name, called));
  };
  const take = async ({ id: subject, rules }: Delegate) => {
    for (const rule of rules) {
      const path = { tenant: tenant.id, rule: rule.id };
      // oxlint-disable-next-line no-await-in-loop
      const latest = await unlessGone(getAccessRule({ path, ...LATEST }));
      // What denies stays: without it, there would be more rights.
      if (latest?.effect !== 'allow' || !latest.subjects.includes(subject)) continue;
      const subjects = latest.subjects.filter((other) => other !== subject);
      // oxlint-disable-next-line no-await-in-loop
      await (subjects.length > 0 ? updateAccessRule({ path, body: { subjects } }) : deleteAccessRule({ path }));
    }
  };
  const takeAway = async (theirs: Delegate) => {
    await take(theirs).finally(rulesChanged);
    await done(t('{0} has lost {1}', nameOf(theirs.id), called));
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
      return <DelegateDialog unit={called} group={groupFor(tenant, dn)} isThere={async (name) => (await findGroup(name)) !== undefined} onSave={delegate} onClose={onClose} />;
    case 'take-away':
      return (
        <ConfirmDialog title={t('Take {0} away from {1}?', called, nameOf(action.delegate.id))} confirmLabel={t('Take away')} proof onConfirm={() => takeAway(action.delegate)} onClose={onClose}>
          {t('{0} loses what rules about this unit give. The group and its members stay.', <strong>{nameOf(action.delegate.id)}</strong>)}
        </ConfirmDialog>
      );
  }
}
