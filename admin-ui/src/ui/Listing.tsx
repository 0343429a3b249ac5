import { Button, Checkbox, MenuToggle, Skeleton } from '@patternfly/react-core';
import EllipsisVerticalIcon from '@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon';
import { ActionsColumn, type IAction, Table, Tbody, Td, type TdProps, Th, Thead, Tr } from '@patternfly/react-table';
import { type ReactNode, useState } from 'react';
import { t, within } from '../language/language';
import { Bulk, ListTools } from './ListTools';
import { LoadFailure } from './LoadFailure';
import { useStored } from './stored';

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  width?: TdProps['width'];
  /** Short values that read badly when broken. */
  nowrap?: boolean;
}

export interface RowAction {
  title: string;
  danger?: boolean;
  onClick: () => void;
}

/** What can be done to many rows at once, without a question for each. */
export interface BulkAction<T> {
  title: string;
  danger?: boolean;
  /** The server wants a sign-in of the last minutes for it. */
  proof?: boolean;
  /** Whether it makes sense for the row. */
  fits: (row: T) => boolean;
  run: (row: T) => Promise<unknown>;
}

/** What a list shows of a query that is read page by page. */
export interface PagedRows<T> {
  rows: readonly T[] | undefined;
  error: Error | null;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
  /** Reads to the end, or as far as is read at once; a list without it offers no tools. */
  all?: () => Promise<{ rows: readonly T[]; complete: boolean }>;
}

interface ListingProps<T extends { id: string }> {
  label: string;
  paged: PagedRows<T>;
  columns: readonly Column<T>[];
  nameOf: (row: T) => string;
  actions?: (row: T) => RowAction[];
  bulk?: readonly BulkAction<T>[];
  /** After a bulk action. */
  onBulkDone?: () => void;
  /** Shown instead of the table when there is nothing to list. */
  empty: ReactNode;
}

const NONE: readonly never[] = [];

export function Listing<T extends { id: string }>({ label, paged, columns: offered, nameOf, actions, bulk = NONE, onBulkDone, empty }: ListingProps<T>) {
  const { rows, error, all } = paged;
  const [hidden, hide] = useStored<string>(`lightwave.columns.${label.toLowerCase()}`);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const columns = all ? offered.filter(({ title }) => !hidden.includes(title)) : offered;
  const chosenRows = rows?.filter(({ id }) => chosen.has(id)) ?? [];
  const choose = (id: string, on: boolean) => setChosen((before) => (on ? new Set([...before, id]) : new Set([...before].filter((other) => other !== id))));
  if (error && !rows) return <LoadFailure error={error} retry={paged.retry} />;
  if (rows?.length === 0) return empty;
  return (
    <>
      {all && rows && (
        <ListTools label={label} columns={offered.map(({ title }) => title)} hidden={hidden} onHide={hide} all={all}>
          {bulk.map(({ title, danger, proof, fits, run }) => {
            const fitting = chosenRows.filter(fits);
            if (fitting.length === 0) return null;
            return (
              <Bulk
                key={title}
                title={title}
                danger={danger ?? false}
                proof={proof ?? false}
                chosen={fitting.map((row) => ({ key: row.id, name: nameOf(row), run: () => run(row) }))}
                onDone={(failed) => {
                  setChosen(new Set(failed));
                  onBulkDone?.();
                }}
              />
            );
          })}
        </ListTools>
      )}
      <Table role="table" aria-label={label} aria-busy={!rows} variant="compact" gridBreakPoint="grid-lg">
        <Thead>
          <Tr>
            {bulk.length > 0 && (
              <Th modifier="fitContent" screenReaderText={t('Chosen')} />
            )}
            {columns.map((column) => (
              <Th key={column.title} width={column.width}>
                {column.title}
              </Th>
            ))}
            {actions && <Th screenReaderText={t('Actions')} />}
          </Tr>
        </Thead>
        <Tbody>
          {rows
            ? rows.map((row) => (
                <Tr key={row.id}>
                  {bulk.length > 0 && (
                    <Td modifier="fitContent">
                      <Checkbox id={`choose-${row.id}`} aria-label={t('Choose {0}', nameOf(row))} isChecked={chosen.has(row.id)} onChange={(_, on) => choose(row.id, on)} />
                    </Td>
                  )}
                  {columns.map((column) => (
                    <Td key={column.title} dataLabel={column.title} modifier={column.nowrap ? 'nowrap' : 'breakWord'}>
                      {column.cell(row)}
                    </Td>
                  ))}
                  {actions && <RowActions name={nameOf(row)} actions={actions(row)} />}
                </Tr>
              ))
            : [1, 2, 3, 4].map((line) => (
                <Tr key={line}>
                  {columns.map((column) => (
                    <Td key={column.title} dataLabel={column.title}>
                      <Skeleton screenreaderText={line === 1 ? t('Loading {0}', within(label)) : undefined} />
                    </Td>
                  ))}
                  {actions && <Td />}
                </Tr>
              ))}
        </Tbody>
      </Table>
      {error && rows && <LoadFailure error={error} retry={paged.loadMore} />}
      {paged.hasMore && !error && (
        <div className="lw-load-more">
          <Button variant="secondary" onClick={paged.loadMore} isLoading={paged.loadingMore} isDisabled={paged.loadingMore}>{t('Load more')}</Button>
        </div>
      )}
    </>
  );
}

function RowActions({ name, actions }: { name: string; actions: RowAction[] }) {
  const items: IAction[] = actions.map(({ title, danger, onClick }) => ({ title, isDanger: danger ?? false, onClick }));
  return (
    <Td isActionCell>
      {items.length > 0 && (
        <ActionsColumn
          items={items}
          popperProps={{ position: 'right' }}
          actionsToggle={({ onToggle, isOpen, toggleRef }) => (
            <MenuToggle ref={toggleRef} variant="plain" aria-label={t('Actions for {0}', name)} icon={<EllipsisVerticalIcon />} isExpanded={isOpen} onClick={onToggle} />
          )}
        />
      )}
    </Td>
  );
}
