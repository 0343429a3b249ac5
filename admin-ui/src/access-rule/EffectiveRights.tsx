import { Button, Card, CardBody, CardTitle, Content, Form as FormLayout, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import type { DecidedRight, EffectiveRights as Rights } from '../api';
import { t } from '../language/language';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';

interface EffectiveRightsProps {
  /** The name of the entry, when it is known which. */
  entry?: string;
  onAsk: (subject: string, entry: string) => Promise<Rights>;
}

/** Asks what a subject may do with an entry, and which rule decides. */
export function EffectiveRights({ entry: known, onAsk }: EffectiveRightsProps) {
  const [rights, setRights] = useState<Rights>();
  const form = useForm(
    { subject: '', entry: known ?? '' },
    ({ subject, entry }) => ({ subject: subject.trim() ? undefined : t('Enter a subject.'), entry: entry.trim() ? undefined : t('Enter an entry.') }),
    async ({ subject, entry }) => setRights(await onAsk(subject.trim(), entry.trim())),
  );
  return (
    <Card>
      <CardTitle component="h2">{t('Who may do what with an entry?')}</CardTitle>
      <CardBody>
        <FormLayout onSubmit={form.submit} noValidate>
          {form.problem && <p role="alert">{form.problem}</p>}
          <TextField form={form} name="subject" label={t('Subject')} required placeholder="uid=alice,ou=people,dc=acme,dc=example" hint={t('A distinguished name or an id, or anonymous.')} />
          {known === undefined && <TextField form={form} name="entry" label={t('Entry')} required placeholder="uid=bob,ou=people,dc=acme,dc=example" hint={t('A distinguished name or an id.')} />}
          <div>
            <Button type="submit" variant="secondary" isLoading={form.busy} isDisabled={form.busy}>
              {t('Show the rights')}
            </Button>
          </div>
        </FormLayout>
        {rights && <Decided rights={rights} />}
      </CardBody>
    </Card>
  );
}

function Decided({ rights: { subject, entry, rights, attributes } }: { rights: Rights }) {
  return (
    <section aria-label={t('Effective rights')}>
      <Content component="p">{t('{0} with {1}:', <span className="lw-code">{subject}</span>, <span className="lw-code">{entry}</span>)}</Content>
      <Table aria-label={t('Effective rights')} variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>{t('To what')}</Th>
            <Th>{t('Rights')}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {Object.entries({ [t('The whole entry')]: rights, ...attributes }).map(([what, decided]) => (
            <Tr key={what}>
              <Td dataLabel={t('To what')}>{what}</Td>
              <Td dataLabel={t('Rights')}>
                {Object.entries(decided).map(([right, decision]) => (
                  <RightLabel key={right} right={right} {...decision} />
                ))}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </section>
  );
}

/** A right that is had or not; the rule that decides is said, not only hinted at. */
function RightLabel({ right, allowed, rule }: DecidedRight & { right: string }) {
  return (
    <Label isCompact variant="outline" status={allowed ? 'success' : 'danger'} className="lw-gap-right">
      {t(allowed ? '{0}: yes' : '{0}: no', right)}
      {rule && ` (${rule})`}
    </Label>
  );
}
