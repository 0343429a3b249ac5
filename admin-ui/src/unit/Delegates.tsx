import { Button, Card, CardBody, CardHeader, CardTitle } from '@patternfly/react-core';
import type { AccessRule } from '../api';
import { t } from '../language/language';
import { Listing } from '../ui/Listing';
import { delegatesOf, type Delegate, nameOf } from './units';

interface DelegatesProps {
  dn: string;
  rules: readonly AccessRule[] | undefined;
  error: Error | null;
  retry: () => void;
  onName: () => void;
  onTakeAway: (delegate: Delegate) => void;
}

/** Whom access rules let do something in the unit. */
export function Delegates({ dn, rules, error, retry, onName, onTakeAway }: DelegatesProps) {
  return (
    <Card className="lw-gap-below">
      <CardHeader actions={{ actions: <Button variant="secondary" onClick={onName}>{t('Name administrators')}</Button> }}>
        <CardTitle component="h2">{t('Administrators')}</CardTitle>
      </CardHeader>
      <CardBody>
        <Listing
          label={t('Administrators of the unit')}
          paged={{ rows: rules && delegatesOf(dn, rules), error, hasMore: false, loadingMore: false, loadMore: () => {}, retry }}
          columns={[
            { title: t('Who'), width: 50, cell: ({ id }) => <span className="lw-code">{id}</span> },
            { title: t('May'), cell: ({ administers }) => (administers ? t('Administer') : t('Read')) },
          ]}
          nameOf={({ id }) => nameOf(id)}
          actions={(delegate) => [{ title: t('Take away'), danger: true, onClick: () => onTakeAway(delegate) }]}
          empty={<p className="lw-quiet">{t('Nobody but those who administer the whole tenant, or a unit above.')}</p>}
        />
      </CardBody>
    </Card>
  );
}
