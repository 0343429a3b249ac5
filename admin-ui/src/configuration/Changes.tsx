import { Alert, Label, Title } from '@patternfly/react-core';
import type { ConfigurationChange, ConfigurationOfTenant, ConfigurationOutcome } from '../api';
import { t } from '../language/language';
import { Facts } from '../ui/Facts';

/** How many changes of a tenant are shown at most. */
const SHOWN = 200;

type FieldChange = ConfigurationChange['fields'][number];

/** How many objects are made, changed and deleted. */
export function countsOf({ tenants }: ConfigurationOutcome) {
  const count = (action: ConfigurationChange['action']) => tenants.flatMap(({ changes }) => changes).filter((change) => change.action === action).length;
  return { created: count('create') + tenants.filter(({ missing }) => missing).length, changed: count('change'), deleted: count('delete') };
}

/** How many objects each tenant loses, most first; only tenants that lose some. */
export const deletionsOf = ({ tenants }: ConfigurationOutcome) =>
  tenants
    .map(({ tenant, changes }) => ({ tenant, deleted: changes.filter(({ action }) => action === 'delete').length }))
    .filter(({ deleted }) => deleted > 0)
    .toSorted((one, other) => other.deleted - one.deleted);

/** What files would change, or have changed: each object with the fields that are different. */
export function Changes({ outcome, title }: { outcome: ConfigurationOutcome; title: string }) {
  const { created, changed, deleted } = countsOf(outcome);
  return (
    <section aria-labelledby="changes-title">
      <Title id="changes-title" headingLevel="h2" size="lg" className="lw-gap-below">{title}</Title>
      {created + changed + deleted === 0 ? (
        <Alert variant="success" isInline component="p" role="status" title={t('Nothing is different')} />
      ) : (
        <>
          <p role="status" className="lw-gap-below">{t('New: {0}. Changed: {1}. Deleted: {2}.', created, changed, deleted)}</p>
          {outcome.tenants.filter(({ missing, changes }) => missing || changes.length > 0).map((of) => <OfTenant key={of.tenant} of={of} />)}
        </>
      )}
    </section>
  );
}

function OfTenant({ of: { tenant, missing, changes } }: { of: ConfigurationOfTenant }) {
  return (
    <>
      <Title headingLevel="h3" size="md" className="lw-gap-below">
        {tenant} {missing && <ActionLabel action="create" />}
      </Title>
      {changes.slice(0, SHOWN).map((change) => (
        <div key={`${change.kind} ${change.name} ${change.file ?? ''} ${change.line ?? ''}`} className="lw-gap-below">
          <p>
            <ActionLabel action={change.action} /> {change.kind || t('Tenant')} <span className="lw-strong">{change.name}</span>{' '}
            {change.file && <span className="lw-quiet lw-code">{`${change.file}:${change.line ?? 1}`}</span>}
          </p>
          <Facts facts={change.fields.map((field) => ({ term: field.field, value: <Difference field={field} /> }))} />
        </div>
      ))}
      {changes.length > SHOWN && <p className="lw-gap-below">{t('{0} more are not shown; lightwave plan shows all.', changes.length - SHOWN)}</p>}
    </>
  );
}

function ActionLabel({ action }: Pick<ConfigurationChange, 'action'>) {
  if (action === 'create') return <Label isCompact variant="outline" status="success">{t('New')}</Label>;
  if (action === 'change') return <Label isCompact variant="outline" status="info">{t('Changed')}</Label>;
  return <Label isCompact variant="outline" status="danger">{t('Deleted')}</Label>;
}

/** What goes and what comes, each with its sign; of lists, only the items that are different. */
function Difference({ field: { from, to, secret } }: { field: FieldChange }) {
  if (secret) return t('Not shown');
  const itemsOf = [from, to].every((value) => value === undefined || Array.isArray(value)) ? eachOf : wholeOf;
  let gone = without(itemsOf(from), itemsOf(to));
  let come = without(itemsOf(to), itemsOf(from));
  if (gone.length + come.length === 0) {
    if (Array.isArray(from) && Array.isArray(to)) return t('In another order');
    // One is absent and the other empty.
    gone = wholeOf(from);
    come = wholeOf(to);
  }
  const plain = new Set(gone.map(textOf));
  const say = come.some((item) => plain.has(textOf(item))) ? (item: string) => item : textOf;
  return (
    <ul className="lw-values">
      {numbered(gone).map(([key, item]) => (
        <li key={`-${key}`} className="lw-code">
          <del>{`- ${say(item)}`}</del>
        </li>
      ))}
      {numbered(come).map(([key, item]) => (
        <li key={`+${key}`} className="lw-code">
          <ins>{`+ ${say(item)}`}</ins>
        </li>
      ))}
    </ul>
  );
}

/** Each value as JSON, which tells 8 from "8". */
const wholeOf = (value: unknown): string[] => (value === undefined ? [] : [JSON.stringify(value)]);

const eachOf = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap(wholeOf) : wholeOf(value));

/** As people read it: a string without its quotes. */
const textOf = (json: string): string => {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value : json;
};

/** The items that the others do not have as often. */
function without(items: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return items.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}

const numbered = (items: readonly string[]) => items.map((item, at) => [`${at} ${item}`, item] as const);
