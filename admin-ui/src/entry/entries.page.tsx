import { Alert, Button, Card, CardBody, Form as FormLayout, Grid, GridItem, PageSection } from '@patternfly/react-core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { EffectiveRights } from '../access-rule/EffectiveRights';
import { addEntry, changeEntry, deleteEntry, type DirectoryEntry, type DirectoryEntryName, getEffectiveRights, getEntry, LATEST, ProblemError, renameEntry } from '../api';
import { Loading } from '../app/Loading';
import { t } from '../language/language';
import type { Typed } from '../objects/kind';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { LoadFailure } from '../ui/LoadFailure';
import { useNotify } from '../ui/notify';
import { PageHead } from '../ui/PageHead';
import { changes, typed, valuesOf } from './attributes';
import { entriesRoute } from './entries.route';
import { type EntryAction, EntryDetail } from './EntryDetail';
import { EntryDialog, RDN } from './EntryDialog';
import { EntryTree } from './EntryTree';
import { ImportLdifDialog } from './ImportLdifDialog';
import { parentOf, rdnOf, suffixOf } from './names';
import { entryQuery } from './queries';
import { RenameEntryDialog } from './RenameEntryDialog';

export function EntriesPage() {
  const { tenant } = entriesRoute.useRouteContext();
  const suffix = suffixOf(tenant);
  const { entry: shown = suffix } = entriesRoute.useSearch();
  const navigate = entriesRoute.useNavigate();
  const queryClient = useQueryClient();
  const [importing, setImporting] = useState(false);
  const readAnew = () => Promise.all(['entries', 'entry'].map((key) => queryClient.invalidateQueries({ queryKey: [key, tenant.id] })));
  const find = useForm(
    { dn: '' },
    ({ dn }) => ({ dn: dn.trim() ? undefined : t('Enter the name of an entry.') }),
    async ({ dn }) => navigate({ search: { entry: dn.trim() } }),
  );
  return (
    <>
      <PageHead
        title={t('Directory')}
        description={t('Every entry that you may see, with the rights that you have over LDAP.')}
        actions={
          <>
            <Button component="a" variant="secondary" href={`/api/v1/tenants/${tenant.id}/ldif`} download={`${tenant.name}.ldif`}>
              {t('Export as LDIF')}
            </Button>
            <Button variant="secondary" onClick={() => setImporting(true)}>{t('Import LDIF')}</Button>
          </>
        }
      />
      <PageSection>
        <Grid hasGutter>
          <GridItem md={5} xl={4}>
            <Card>
              <CardBody>
                <FormLayout onSubmit={find.submit} noValidate className="lw-gap-below">
                  <TextField form={find} name="dn" label={t('Go to an entry')} placeholder={`uid=alice,ou=people,${suffix}`} hint={t('A distinguished name or an id.')} />
                  <div>
                    <Button type="submit" variant="secondary">{t('Show entry')}</Button>
                  </div>
                </FormLayout>
                <EntryTree tenant={tenant.id} suffix={suffix} shown={shown} />
              </CardBody>
            </Card>
          </GridItem>
          <GridItem md={7} xl={8}>
            <Shown key={shown} name={shown} />
          </GridItem>
        </Grid>
      </PageSection>
      {importing && <ImportLdifDialog tenant={tenant} onDone={readAnew} onClose={() => setImporting(false)} />}
    </>
  );
}

function Shown({ name }: { name: string }) {
  const { tenant } = entriesRoute.useRouteContext();
  const [action, setAction] = useState<EntryAction>();
  const { data: entry, error, refetch } = useQuery(entryQuery(tenant.id, name));
  if (error && !(error instanceof ProblemError && (error.status === 403 || error.status === 404))) return <LoadFailure error={error} retry={() => void refetch()} />;
  if (error) return <Alert variant="warning" isInline component="p" title={t('There is no such entry, or you may not see it.')} />;
  if (!entry) return <Loading />;
  return (
    <>
      <EntryDetail tenant={tenant} entry={entry} isTop={entry.dn === suffixOf(tenant)} onAct={setAction} />
      <EffectiveRights entry={entry.dn} onAsk={(subject) => getEffectiveRights({ path: { tenant: tenant.id }, query: { subject, entry: entry.id } })} />
      {action && <Dialog action={action} entry={entry} onClose={() => setAction(undefined)} />}
    </>
  );
}

function Dialog({ action, entry, onClose }: { action: EntryAction; entry: DirectoryEntry; onClose: () => void }) {
  const { tenant } = entriesRoute.useRouteContext();
  const navigate = entriesRoute.useNavigate();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const path = { tenant: tenant.id, entry: entry.id };
  const done = async (said: string) => {
    await Promise.all(['entries', 'entry'].map((key) => queryClient.invalidateQueries({ queryKey: [key, tenant.id] })));
    onClose();
    notify(said);
  };
  const edit = async (after: Typed) => {
    const attributes = changes(typed(entry), after);
    if (Object.keys(attributes).length > 0) await changeEntry({ path, body: { attributes } });
    await done(t('{0} changed', rdnOf(entry.dn)));
  };
  const add = async ({ [RDN]: rdn = '', ...values }: Typed) => {
    const attributes = Object.fromEntries(Object.entries(values).flatMap(([name, text]) => (valuesOf(text).length > 0 ? [[name, valuesOf(text)]] : [])));
    const added = await addEntry({ path: { tenant: tenant.id }, body: { dn: `${rdn.trim()},${entry.dn}`, attributes } });
    await done(t('{0} added', rdnOf(added.dn)));
    await navigate({ search: { entry: added.id } });
  };
  const rename = async (body: DirectoryEntryName) => {
    const renamed = await renameEntry({ path, body });
    await done(t('{0} renamed', rdnOf(entry.dn)));
    await navigate({ search: { entry: renamed.id } });
  };
  const remove = async () => {
    await deleteEntry({ path });
    await navigate({ search: { entry: parentOf(entry.dn) } });
    queryClient.removeQueries({ queryKey: ['entry', tenant.id, entry.id] });
    await queryClient.invalidateQueries({ queryKey: ['entries', tenant.id] });
    notify(t('{0} deleted', rdnOf(entry.dn)));
  };
  switch (action) {
    case 'edit':
      return <EntryDialog tenant={tenant.id} title={t('Edit {0}', rdnOf(entry.dn))} submitLabel={t('Save')} start={typed(entry)} rdn={rdnOf(entry.dn)} onSave={edit} latest={async () => typed(await getEntry({ path, ...LATEST }))} onClose={onClose} />;
    case 'add':
      return <EntryDialog tenant={tenant.id} title={t('Add entry')} description={t('Below {0}', entry.dn)} submitLabel={t('Add entry')} start={{ [RDN]: '', objectClass: 'organizationalUnit' }} onSave={add} onClose={onClose} />;
    case 'rename':
      return <RenameEntryDialog entry={entry} onSave={rename} onClose={onClose} />;
    case 'delete':
      return (
        <ConfirmDialog title={t('Delete {0}?', rdnOf(entry.dn))} confirmLabel={t('Delete entry')} typed={rdnOf(entry.dn)} proof onConfirm={remove} onClose={onClose}>
          {t('Only an entry with nothing below it can be deleted. Whoever it is loses all credentials. This cannot be undone.')}
        </ConfirmDialog>
      );
  }
}
