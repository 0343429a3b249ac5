import { Button, FormSelect, FormSelectOption, Label, PageSection, Switch, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import HistoryIcon from '@patternfly/react-icons/dist/esm/icons/history-icon';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import { Link } from '@tanstack/react-router';
import type { AuditEvent } from '../api';
import { t } from '../language/language';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { SearchField } from '../ui/SearchField';
import type { AuditFilter } from './queries';

const OUTCOMES = { success: t('Success'), refused: t('Refused'), failed: t('Failed') } as const;
const LOOKS = { success: 'success', refused: 'warning', failed: 'danger' } as const;
const isKnown = (outcome: string): outcome is keyof typeof OUTCOMES => outcome in OUTCOMES;

const COLUMNS: readonly Column<AuditEvent>[] = [
  { title: t('Time'), nowrap: true, cell: (event) => <Moment at={event.time} seconds /> },
  { title: t('Actor'), width: 25, cell: (event) => event.actor ?? <span className="lw-quiet">{t('Nobody recognised')}</span> },
  { title: t('Action'), nowrap: true, cell: (event) => <span className="lw-code">{event.action}</span> },
  { title: t('Target'), width: 20, cell: (event) => event.target ?? '–' },
  {
    title: t('Outcome'),
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
    title: t('Origin'),
    nowrap: true,
    cell: (event) => (
      <>
        {event.address ?? t('The server itself')}
        {event.requestId && (
          <div>
            <Link to="/tenants/$tenant/audit" params={(params) => ({ tenant: params.tenant ?? '' })} search={{ requestId: event.requestId }} className="lw-quiet lw-code">
              {event.requestId}
            </Link>
          </div>
        )}
      </>
    ),
  },
];

interface AuditTrailProps {
  trail: PagedRows<AuditEvent>;
  refreshing: boolean;
  /** The trail is read again by itself. */
  live: boolean;
  onLive: (live: boolean) => void;
  onVerify: () => void;
  filter: AuditFilter;
  onFilter: (filter: AuditFilter) => void;
}

export function AuditTrail({ trail, refreshing, live, onLive, onVerify, filter, onFilter }: AuditTrailProps) {
  const filtered = Object.keys(filter).length > 0;
  const apply = (part: AuditFilter) => {
    const next = { ...filter, ...part };
    onFilter(Object.fromEntries(Object.entries(next).filter(([, value]) => value)));
  };
  return (
    <>
      <PageHead
        title={t('Audit trail')}
        description={t('Who did what, when and with which outcome, newest first. Entries cannot be changed.')}
        actions={
          <>
            <Switch id="audit-live" label={t('Live')} isChecked={live} onChange={(_, checked) => onLive(checked)} />
            <Button variant="secondary" onClick={onVerify}>{t('Check the seals')}</Button>
            <Button variant="secondary" onClick={trail.retry} isLoading={refreshing && !live} isDisabled={refreshing}>{t('Refresh')}</Button>
          </>
        }
      />
      <PageSection>
        <Toolbar>
          <ToolbarContent>
            <ToolbarItem>
              <FormSelect aria-label={t('Outcome')} value={filter.outcome ?? ''} onChange={(_, outcome) => apply({ outcome })}>
                <FormSelectOption value="" label={t('Any outcome')} />
                {Object.entries(OUTCOMES).map(([value, label]) => (
                  <FormSelectOption key={value} value={value} label={label} />
                ))}
              </FormSelect>
            </ToolbarItem>
            <SearchField label={t('Action')} value={filter.action ?? ''} onSearch={(action) => apply({ action })} />
            <SearchField label={t('Actor')} value={filter.actor ?? ''} onSearch={(actor) => apply({ actor })} />
            <SearchField label={t('Reference')} value={filter.requestId ?? ''} onSearch={(requestId) => apply({ requestId })} />
            {filtered && (
              <ToolbarItem>
                <Button variant="link" onClick={() => onFilter({})}>{t('Clear all filters')}</Button>
              </ToolbarItem>
            )}
          </ToolbarContent>
        </Toolbar>
        <Listing
          label={t('Audit trail')}
          paged={trail}
          columns={COLUMNS}
          nameOf={(event) => event.id}
          empty={
            <Nothing title={filtered ? t('No entry matches') : t('The trail is empty')} icon={filtered ? SearchIcon : HistoryIcon}>
              {filtered ? t('Actions, actors and references are compared whole.') : t('It fills as soon as somebody signs in, fetches a token or changes something.')}
            </Nothing>
          }
        />
      </PageSection>
    </>
  );
}
