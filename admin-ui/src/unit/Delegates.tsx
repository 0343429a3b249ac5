import { Button, Card, CardBody, CardHeader, CardTitle } from '@patternfly/react-core';
import type { AccessRule } from '../api';
import { t } from '../language/language';
import { Listing } from '../ui/Listing';
import { wholeRows } from '../ui/paged';
import { Values } from '../ui/Values';
import { delegatesOf, type Delegate, nameOf } from './units';

interface DelegatesProps {
  dn: string;
  rules: readonly AccessRule[] | undefined;
  error: Error | null;
  retry: () => void;
  onName: () => void;
  onTakeAway: (delegate: Delegate) => void;
}

/** What a rule says: its rights, of which attributes and entries, and whether it denies them or is disabled. */
function inWords({ name, rights, effect, enabled, target: { attributes, filter } }: AccessRule): string {
  const what = [rights.join(', '), attributes && t('of {0}', attributes.join(', ')), filter].filter(Boolean).join(' ');
  return [`${name}: ${effect === 'deny' ? t('denied: {0}', what) : what}`, !enabled && t('disabled')].filter(Boolean).join(', ');
}

/** Of whom access rules about the unit say something. */
export function Delegates({ dn, rules, error, retry, onName, onTakeAway }: DelegatesProps) {
  return (
    <Card className="lw-gap-below">
      <CardHeader actions={{ actions: <Button variant="secondary" onClick={onName}>{t('Name administrators')}</Button> }}>
        <CardTitle component="h2">{t('Administrators')}</CardTitle>
      </CardHeader>
      <CardBody>
        <Listing
          label={t('Administrators of the unit')}
          paged={wholeRows(rules && delegatesOf(dn, rules), error, retry)}
          columns={[
            { title: t('Who'), width: 35, cell: ({ id }) => <span className="lw-code">{id}</span> },
            { title: t('May'), width: 15, cell: ({ may }) => (may ? (may === 'administers' ? t('Administer') : t('Read')) : '–') },
            { title: t('By the rules'), cell: ({ rules: theirs }) => <Values values={theirs.map((rule) => inWords(rule))} /> },
          ]}
          nameOf={({ id }) => nameOf(id)}
          actions={(delegate) => (delegate.rules.some(({ effect }) => effect === 'allow') ? [{ title: t('Take away'), danger: true, onClick: () => onTakeAway(delegate) }] : [])}
          empty={<p className="lw-quiet">{t('Nobody but those who administer the whole tenant, or a unit above.')}</p>}
        />
      </CardBody>
    </Card>
  );
}
