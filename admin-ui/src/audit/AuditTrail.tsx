import { Button, FormSelect, FormSelectOption, Label, PageSection, SearchInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import HistoryIcon from '@patternfly/react-icons/dist/esm/icons/history-icon';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import { useState } from 'react';
import type { AuditEvent } from '../api';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import type { AuditFilter } from './queries';

const OUTCOMES = { success: 'Success', refused: 'Refused', failed: 'Failed' } as const;
const LOOKS = { success: 'success', refused: 'warning', failed: 'danger' } as const;
const isKnown = (outcome: string): outcome is keyof typeof OUTCOMES => outcome in OUTCOMES;

const COLUMNS: readonly Column<AuditEvent>[] = [
  { title: 'Time', nowrap: true, cell: (event) => <Moment at={event.time} seconds /> },
  { title: 'Actor', width: 25, cell: (event) => event.actor ?? <span className="lw-quiet">Nobody recognised</span> },
  { title: 'Action', nowrap: true, cell: (event) => <span className="lw-code">{event.action}</span> },
  { title: 'Target', width: 20, cell: (event) => event.target ?? '–' },
  {
    title: 'Outcome',
    cell: (event) => (
      <>
        <Label isCompact variant="outline" status={isKnown(event.outcome) ? LOOKS[event.outcome] : 'info'}>
          {isKnown(event.outcome) ? OUTCOMES[event.outcome] : event.outcome}
        </Label>
        {event.reason && <div className="lw-quiet">{event.reason}</div>}
      </>
    ),
  },
  {
    title: 'Origin',
    nowrap: true,
    cell: (event) => (
      <>
        {event.address ?? 'The server itself'}
        {event.requestId && <div className="lw-quiet lw-code">{event.requestId}</div>}
      </>
    ),
  },
];

interface AuditTrailProps {
  trail: PagedRows<AuditEvent>;
  refreshing: boolean;
  filter: AuditFilter;
  onFilter: (filter: AuditFilter) => void;
}

export function AuditTrail({ trail, refreshing, filter, onFilter }: AuditTrailProps) {
  const [actor, setActor] = useState(filter.actor ?? '');
  const [action, setAction] = useState(filter.action ?? '');
  const filtered = Object.keys(filter).length > 0;
  const apply = (part: AuditFilter) => {
    const next = { ...filter, ...part };
    onFilter(Object.fromEntries(Object.entries(next).filter(([, value]) => value)));
  };
  const clear = () => {
    setActor('');
    setAction('');
    onFilter({});
  };
  return (
    <>
      <PageHead
        title="Audit trail"
        description="Who did what, when and with which outcome, newest first. Entries cannot be changed."
        actions={
          <Button variant="secondary" onClick={trail.retry} isLoading={refreshing} isDisabled={refreshing}>
            Refresh
          </Button>
        }
      />
      <PageSection>
        <Toolbar>
          <ToolbarContent>
            <ToolbarItem>
              <FormSelect aria-label="Outcome" value={filter.outcome ?? ''} onChange={(_, outcome) => apply({ outcome })}>
                <FormSelectOption value="" label="Any outcome" />
                {Object.entries(OUTCOMES).map(([value, label]) => (
                  <FormSelectOption key={value} value={value} label={label} />
                ))}
              </FormSelect>
            </ToolbarItem>
            <ToolbarItem>
              <SearchInput
                aria-label="Action"
                placeholder="Action"
                value={action}
                onChange={(_, value) => setAction(value)}
                onSearch={(_, value) => apply({ action: value.trim() })}
                onClear={() => {
                  setAction('');
                  apply({ action: '' });
                }}
              />
            </ToolbarItem>
            <ToolbarItem>
              <SearchInput
                aria-label="Actor"
                placeholder="Actor"
                value={actor}
                onChange={(_, value) => setActor(value)}
                onSearch={(_, value) => apply({ actor: value.trim() })}
                onClear={() => {
                  setActor('');
                  apply({ actor: '' });
                }}
              />
            </ToolbarItem>
            {filtered && (
              <ToolbarItem>
                <Button variant="link" onClick={clear}>
                  Clear all filters
                </Button>
              </ToolbarItem>
            )}
          </ToolbarContent>
        </Toolbar>
        <Listing
          label="Audit trail"
          paged={trail}
          columns={COLUMNS}
          nameOf={(event) => event.id}
          empty={
            <Nothing title={filtered ? 'No entry matches' : 'The trail is empty'} icon={filtered ? SearchIcon : HistoryIcon}>
              {filtered ? 'Actions and actors are compared whole.' : 'It fills as soon as somebody signs in, fetches a token or changes something.'}
            </Nothing>
          }
        />
      </PageSection>
    </>
  );
}
