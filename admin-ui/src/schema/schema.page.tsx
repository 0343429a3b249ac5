import { Button, PageSection, Title, Toolbar, ToolbarContent } from '@patternfly/react-core';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import { useQuery } from '@tanstack/react-query';
import type { SchemaDefinition } from '../api';
import { t } from '../language/language';
import { type Column, Listing } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { wholeRows } from '../ui/paged';
import { PageHead } from '../ui/PageHead';
import { SearchField } from '../ui/SearchField';
import { schemaQuery } from './queries';
import { schemaRoute } from './schema.route';

type Row = SchemaDefinition & { id: string };

const COLUMNS: readonly Column<Row>[] = [
  {
    title: t('Name'),
    width: 25,
    cell: ({ names, oid }) => (
      <>
        <span className="lw-strong">{names.join(', ') || oid}</span>
        {names.length > 0 && <div className="lw-quiet lw-code">{oid}</div>}
      </>
    ),
  },
  { title: t('Definition'), width: 60, cell: ({ definition }) => <span className="lw-code">{definition}</span> },
  { title: t('Whose'), cell: ({ own }) => (own ? t("The tenant's own") : t('The server’s')) },
];

/** What fits what was looked for, by any name, the identifier or the description. */
const found = (definitions: readonly SchemaDefinition[] | undefined, wanted: string): Row[] | undefined =>
  definitions
    ?.filter(({ oid, names, description = '' }) => [oid, description, ...names].some((text) => text.toLowerCase().includes(wanted.toLowerCase())))
    .toSorted((a, b) => Number(b.own) - Number(a.own))
    .map((definition) => Object.assign({ id: definition.oid }, definition));

export function SchemaPage() {
  const { tenant } = schemaRoute.useRouteContext();
  const { q = '' } = schemaRoute.useSearch();
  const navigate = schemaRoute.useNavigate();
  const { data, error, refetch } = useQuery(schemaQuery(tenant.id));
  const look = (wanted: string) => void navigate({ search: wanted ? { q: wanted } : {}, replace: true });
  return (
    <>
      <PageHead
        title={t('Schema')}
        description={t('The kinds of entries of the directory, and of what they have. The command lightwave schema change adds and removes those of the tenant’s own.')}
      />
      <PageSection>
        <Toolbar>
          <ToolbarContent>
            <SearchField label={t('Name, identifier or description')} value={q} grow onSearch={look} />
          </ToolbarContent>
        </Toolbar>
      </PageSection>
      {[
        { title: t('Object classes'), definitions: data?.objectClasses },
        { title: t('Attribute types'), definitions: data?.attributeTypes },
      ].map(({ title, definitions }) => (
        <PageSection key={title}>
          <Title headingLevel="h2" size="lg" className="lw-gap-below">{title}</Title>
          <Listing
            label={title}
            paged={wholeRows(found(definitions, q), error, refetch)}
            columns={COLUMNS}
            nameOf={({ names, oid }) => names[0] ?? oid}
            empty={
              <Nothing title={t('None matches “{0}”', q)} icon={SearchIcon} action={<Button variant="link" onClick={() => look('')}>{t('Clear the search')}</Button>}>{t('Any of its names, its identifier or its description has to contain it.')}</Nothing>
            }
          />
        </PageSection>
      ))}
    </>
  );
}
