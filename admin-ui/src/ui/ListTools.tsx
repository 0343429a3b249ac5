import { Button, Dropdown, DropdownGroup, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { t } from '../language/language';
import { TextField } from './fields';
import { useForm } from './form';
import { FormDialog } from './FormDialog';
import { download, toCsv } from './export';
import { useNotify, wordsOf } from './notify';
import { useStored } from './stored';

interface ListToolsProps {
  label: string;
  columns: readonly string[];
  hidden: readonly string[];
  onHide: (hidden: readonly string[]) => void;
  /** Reads what the filter lets through to its end. */
  all: () => Promise<{ rows: readonly object[]; complete: boolean }>;
  /** What can be done with the chosen rows. */
  children?: ReactNode;
}

/** What every list offers: columns to choose, filters to keep, and the filtered set as a file. */
export function ListTools({ label, columns, hidden, onHide, all, children }: ListToolsProps) {
  const name = label.toLowerCase().replaceAll(' ', '-');
  const [busy, setBusy] = useState(false);
  const notify = useNotify();
  const save = async (type: 'csv' | 'json') => {
    setBusy(true);
    try {
      const { rows, complete } = await all();
      if (!complete) notify(t('The file has the first {0} only: there are more than are read at once. Narrow the filter, or use the command line.', rows.length), 'danger');
      if (type === 'csv') download(`${name}.csv`, 'text/csv', toCsv(rows));
      else download(`${name}.json`, 'application/json', JSON.stringify(rows, null, 2));
    } catch (error) {
      notify(t('Nothing was exported: {0}', wordsOf(error)), 'danger');
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="lw-list-tools">
      {children}
      <SavedFilters name={name} />
      <Menu label={t('Columns')}>
        {columns.map((column) => (
          <DropdownItem
            key={column}
            isSelected={!hidden.includes(column)}
            isDisabled={!hidden.includes(column) && hidden.length === columns.length - 1}
            onClick={() => onHide(hidden.includes(column) ? hidden.filter((other) => other !== column) : [...hidden, column])}
          >
            {column}
          </DropdownItem>
        ))}
      </Menu>
      <Menu label={busy ? t('Reading…') : t('Export')}>
        <DropdownItem onClick={() => void save('csv')}>{t('As CSV')}</DropdownItem>
        <DropdownItem onClick={() => void save('json')}>{t('As JSON')}</DropdownItem>
      </Menu>
    </div>
  );
}

function Menu({ label, children }: { label: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      popperProps={{ position: 'right' }}
      shouldFocusToggleOnSelect
      toggle={(ref) => (
        <MenuToggle ref={ref} size="sm" variant="plainText" isExpanded={open} onClick={() => setOpen(!open)}>
          {label}
        </MenuToggle>
      )}
    >
      <DropdownList>{children}</DropdownList>
    </Dropdown>
  );
}

interface SavedFilter {
  name: string;
  search: Record<string, string | number | boolean>;
}

/** Filters live in the address; this keeps them by name in this browser. */
function SavedFilters({ name }: { name: string }) {
  const search = useLocation({ select: (location) => location.search as SavedFilter['search'] });
  const navigate = useNavigate();
  const [filters, keep] = useStored<SavedFilter>(`lightwave.filters.${name}`);
  const [naming, setNaming] = useState(false);
  const filtered = Object.keys(search).length > 0;
  if (!filtered && filters.length === 0) return null;
  return (
    <>
      <Menu label={t('Saved filters')}>
        {filters.map((filter) => (
          <DropdownItem key={filter.name} onClick={() => void navigate({ to: '.', search: filter.search as never })}>
            {filter.name}
          </DropdownItem>
        ))}
        {filtered && <DropdownItem onClick={() => setNaming(true)}>{t('Save this filter')}</DropdownItem>}
        {filters.length > 0 && (
          <DropdownGroup label={t('Forget')}>
            {filters.map((filter) => (
              <DropdownItem key={filter.name} onClick={() => keep(filters.filter((other) => other !== filter))} aria-label={t('Forget {0}', filter.name)}>
                {filter.name}
              </DropdownItem>
            ))}
          </DropdownGroup>
        )}
      </Menu>
      {naming && (
        <NameDialog
          onName={(chosen) => {
            keep([...filters.filter((other) => other.name !== chosen), { name: chosen, search }]);
            setNaming(false);
          }}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  );
}

function NameDialog({ onName, onClose }: { onName: (name: string) => void; onClose: () => void }) {
  const form = useForm(
    { name: '' },
    ({ name }) => ({ name: name.trim() ? undefined : t('Enter a name.') }),
    async ({ name }) => onName(name.trim()),
  );
  return (
    <FormDialog title={t('Save this filter')} description={t('It is kept in this browser.')} form={form} submitLabel={t('Save')} onClose={onClose} variant="small">
      <TextField form={form} name="name" label={t('Name')} required />
    </FormDialog>
  );
}

interface BulkProps {
  title: string;
  danger?: boolean;
  /** The server wants a sign-in of the last minutes for it. */
  proof?: boolean;
  chosen: readonly { key: string; name: string; run: () => Promise<unknown> }[];
  /** What is still chosen: what failed. */
  onDone: (failed: readonly string[]) => void;
}

/** A button that shows what it would do to which objects, does it one after the other, and tells what failed. */
export function Bulk({ title, danger = false, proof = false, chosen, onDone }: BulkProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" variant={danger ? 'danger' : 'secondary'} onClick={() => setOpen(true)}>
        {title} ({chosen.length})
      </Button>
      {open && <BulkDialog title={title} danger={danger} proof={proof} chosen={chosen} onDone={onDone} onClose={() => setOpen(false)} />}
    </>
  );
}

function BulkDialog({ title, danger = false, proof = false, chosen, onDone, onClose }: BulkProps & { onClose: () => void }) {
  const [at, setAt] = useState(0);
  const form = useForm(
    {},
    () => ({}),
    async () => {
      const failed: { key: string; why: string }[] = [];
      for (const [index, { key, name, run }] of chosen.entries()) {
        setAt(index + 1);
        // One after the other: the server is not to be flooded, and the first refusal is to be seen.
        // oxlint-disable-next-line no-await-in-loop
        await run().catch((error: unknown) => failed.push({ key, why: `${name}: ${wordsOf(error)}` }));
      }
      onDone(failed.map(({ key }) => key));
      if (failed.length > 0) throw new Error(failed.map(({ why }) => why).join(' · '));
      onClose();
    },
  );
  return (
    <FormDialog title={`${title} ${chosen.length}?`} description={t('This happens to each of them, one after the other.')} form={form} submitLabel={form.busy ? t('{0} of {1}', at, chosen.length) : title} danger={danger} proof={proof} onClose={onClose} variant="small">
      <ul className="lw-values" aria-label={t('Chosen')}>
        {chosen.map(({ key, name }) => (
          <li key={key} className="lw-code">
            {name}
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}
