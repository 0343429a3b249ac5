import { PageSection, Toolbar, ToolbarContent } from '@patternfly/react-core';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import { Link } from '@tanstack/react-router';
import type { SignInRefusal, Tenant } from '../api';
import { t } from '../language/language';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { SearchField } from '../ui/SearchField';

export type RefusalRow = SignInRefusal & { id: string };

const columnsIn = (tenant: Tenant): readonly Column<RefusalRow>[] => [
  { title: t('Time'), nowrap: true, cell: (refusal) => <Moment at={refusal.time} seconds /> },
  {
    title: t('Reference'),
    nowrap: true,
    cell: (refusal) => (
      <Link to="/tenants/$tenant/refusals/$reference" params={{ tenant: tenant.id, reference: refusal.reference }} className="lw-code">
        {refusal.reference}
      </Link>
    ),
  },
  { title: t('Who'), width: 25, cell: (refusal) => refusal.actor },
  {
    title: t('What'),
    cell: (refusal) => (
      <>
        <span className="lw-code">{refusal.action}</span>
        <div className="lw-quiet">{refusal.reason}</div>
      </>
    ),
  },
  { title: t('From'), nowrap: true, cell: (refusal) => refusal.address },
];

interface RefusalListProps {
  tenant: Tenant;
  refusals: PagedRows<RefusalRow>;
  onOpen: (reference: string) => void;
}

export function RefusalList({ tenant, refusals, onOpen }: RefusalListProps) {
  return (
    <>
      <PageHead
        title={t('Refused sign-ins')}
        description={t('Whoever is refused on a sign-in or account page sees a reference. Open it to see what was decided, step by step. Refusals are kept for a week.')}
      />
      <PageSection>
        <Toolbar>
          <ToolbarContent>
            <SearchField label={t('Reference')} onSearch={(reference) => reference && onOpen(reference)} />
          </ToolbarContent>
        </Toolbar>
        <Listing
          label={t('Refused sign-ins')}
          paged={refusals}
          columns={columnsIn(tenant)}
          nameOf={(refusal) => refusal.reference}
          empty={
            <Nothing title={t('Nobody has been refused')} icon={BanIcon}>{t('Here stands who was not let in, and why.')}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}
