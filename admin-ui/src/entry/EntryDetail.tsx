import { Button, Card, CardBody, CardTitle, Flex } from '@patternfly/react-core';
import type { DirectoryEntry, Tenant } from '../api';
import { t } from '../language/language';
import { Facts } from '../ui/Facts';
import { SameAs } from '../ui/SameAs';
import { Values } from '../ui/Values';
import { parentOf, rdnOf } from './names';

export type EntryAction = 'edit' | 'add' | 'rename' | 'delete';

interface EntryDetailProps {
  tenant: Tenant;
  entry: DirectoryEntry;
  /** Whether it is the topmost one, which stays. */
  isTop: boolean;
  onAct: (action: EntryAction) => void;
}

const facts = (attributes: Record<string, string[]>) => Object.entries(attributes).map(([term, values]) => ({ term, value: <Values values={values} /> }));

export function EntryDetail({ tenant, entry, isTop, onAct }: EntryDetailProps) {
  return (
    <>
      <Card className="lw-gap-below">
        <CardTitle component="h2">{rdnOf(entry.dn)}</CardTitle>
        <CardBody>
          {parentOf(entry.dn) && <p className="lw-code lw-gap-below">{entry.dn}</p>}
          <Flex gap={{ default: 'gapSm' }} className="lw-gap-below">
            <Button variant="secondary" onClick={() => onAct('edit')}>{t('Edit entry')}</Button>
            <Button variant="secondary" onClick={() => onAct('add')}>{t('Add entry below')}</Button>
            {!isTop && <Button variant="secondary" onClick={() => onAct('rename')}>{t('Rename entry')}</Button>}
            {!isTop && <Button variant="secondary" isDanger onClick={() => onAct('delete')}>{t('Delete entry')}</Button>}
            <SameAs name={rdnOf(entry.dn)} object={entry} path={`/api/v1/tenants/${tenant.name}/entries/${entry.id}`} commands={[`lightwave entry show -t ${tenant.name} ${entry.id}`, `lightwave entry update -t ${tenant.name} ${entry.id} 'attributes.description:=["…"]'`]} />
          </Flex>
          <Facts facts={facts(entry.attributes)} />
        </CardBody>
      </Card>
      <Card className="lw-gap-below">
        <CardTitle component="h2">{t('Kept by the server')}</CardTitle>
        <CardBody>
          <Facts facts={facts(entry.operational)} />
        </CardBody>
      </Card>
    </>
  );
}
