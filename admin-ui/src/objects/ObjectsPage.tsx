import { Button, PageSection } from '@patternfly/react-core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { pages } from '../api';
import { t } from '../language/language';
import { tenantRoute } from '../tenant/tenant.route';
import { useAskedToCreate } from '../ui/create';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Listing, type RowAction } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { useNotify, wordsOf } from '../ui/notify';
import { itemsOf, pagedRows } from '../ui/paged';
import { PageHead } from '../ui/PageHead';
import { SameAsDialog } from '../ui/SameAsDialog';
import { FieldsDialog } from './FieldsDialog';
import { isAsked, type Kind, type ObjectAction } from './kind';
import { OnceDialog } from './OnceDialog';

type Open<T> =
  | { kind: 'add' }
  | { kind: 'once'; shown: readonly { label: string; value: string }[] }
  | { kind: 'change' | 'same'; object: T }
  | { kind: 'act'; object: T; action: ObjectAction<T> };

/** The page of one kind of objects: its list, its forms and what can be done to each. */
export function ObjectsPage<T extends { id: string }>({ kind }: { kind: Kind<T> }) {
  const { tenant, session } = tenantRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [open, setOpen] = useState<Open<T>>();
  const close = () => setOpen(undefined);
  const { add, change, nameOf } = kind;
  useAskedToCreate(() => add && setOpen({ kind: 'add' }));
  const queryKey = [kind.name, tenant.id];
  const query = useInfiniteQuery(
    pages(queryKey, async ({ cursor, signal }) => {
      const { items, nextCursor } = await kind.list(tenant, { cursor, signal });
      return { items, ...(nextCursor && { nextCursor }) };
    }),
  );
  const paged = pagedRows(query, itemsOf<T>);
  const done = async (said: string) => {
    await queryClient.invalidateQueries({ queryKey });
    notify(said);
  };

  /** A list may leave parts out, so what is changed is read whole first. */
  const openToChange = async (object: T) => {
    try {
      if (change) setOpen({ kind: 'change', object: await change.latest(tenant, object) });
    } catch (error) {
      notify(wordsOf(error), 'danger');
    }
  };
  const rowActions = (object: T): RowAction[] => [
    ...(change ? [{ title: t('Edit'), onClick: () => void openToChange(object) }] : []),
    { title: t('Same as…'), onClick: () => setOpen({ kind: 'same', object }) },
    ...kind.actions(object, session).map((action) => ({ title: action.title, danger: action.danger ?? false, onClick: () => setOpen({ kind: 'act', object, action }) })),
  ];
  const create = add && <Button onClick={() => setOpen({ kind: 'add' })}>{add.label}</Button>;

  return (
    <>
      <PageHead title={kind.title} description={kind.description} actions={paged.rows?.length !== 0 && create} />
      <PageSection>
        <Listing
          label={kind.title}
          paged={paged}
          columns={kind.columns}
          nameOf={nameOf}
          actions={rowActions}
          empty={
            <Nothing title={kind.empty.title} icon={kind.icon} action={create}>
              {kind.empty.text}
            </Nothing>
          }
        />
      </PageSection>
      {open?.kind === 'add' && add && (
        <FieldsDialog
          title={add.label}
          submitLabel={add.label}
          fields={kind.fields.filter((field) => isAsked(field, undefined))}
          start={kind.typed(undefined)}
          proof={add.proof ?? false}
          onSave={async (typed) => {
            const made = await add.run(tenant, typed);
            setOpen(add.once ? { kind: 'once', shown: add.once(made as never) } : undefined);
            await done(add.said(typed));
          }}
          onClose={close}
        />
      )}
      {open?.kind === 'once' && <OnceDialog title={kind.title} shown={open.shown} onClose={close} />}
      {open?.kind === 'change' && change && (
        <FieldsDialog
          title={t('Edit {0}', nameOf(open.object))}
          submitLabel={t('Save')}
          fields={kind.fields.filter((field) => isAsked(field, open.object))}
          start={kind.typed(open.object)}
          proof={change.proof ?? false}
          onSave={async (typed) => {
            await change.run(tenant, open.object, typed);
            close();
            await done(t('{0} changed', nameOf(open.object)));
          }}
          latest={async () => kind.typed(await change.latest(tenant, open.object))}
          onClose={close}
        />
      )}
      {open?.kind === 'same' && <SameAsDialog name={nameOf(open.object)} object={open.object} {...kind.sameAs(tenant, open.object)} onClose={close} />}
      {open?.kind === 'act' && (
        <ConfirmDialog
          title={open.action.question}
          confirmLabel={open.action.title}
          danger={open.action.danger ?? false}
          typed={open.action.typed}
          proof={open.action.proof ?? false}
          onConfirm={async () => {
            await open.action.run(tenant, open.object);
            await done(open.action.said);
          }}
          onClose={close}
        >
          {open.action.text}
        </ConfirmDialog>
      )}
    </>
  );
}
