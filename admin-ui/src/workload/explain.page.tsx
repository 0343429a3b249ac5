import { Button, Card, CardBody, CardTitle, Form as FormLayout, Grid, GridItem, PageSection } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { explainWorkload, type Tenant, type TrustedIssuer, type WorkloadExplanation, type WorkloadQuestionWritable } from '../api';
import { t } from '../language/language';
import { trustedIssuersQuery } from '../trusted-issuer/queries';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, lines, useForm } from '../ui/form';
import { type Column, Listing } from '../ui/Listing';
import { LoadFailure } from '../ui/LoadFailure';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { itemsOf, pagedRows } from '../ui/paged';
import { Explanation } from './Explanation';
import { explainRoute } from './explain.route';
import { type WorkloadRefusalRow, workloadRefusalQuery, workloadRefusalsQuery } from './queries';

interface Values {
  by: 'token' | 'claims' | 'process';
  token: string;
  issuer: string;
  claims: string;
  node: string;
  selectors: string;
}

const WAYS = [
  { value: 'token', label: t("A platform's token") },
  { value: 'claims', label: t('Claims, as an issuer would sign them') },
  { value: 'process', label: t('A process on a node') },
];

export function ExplainPage() {
  const { tenant } = explainRoute.useRouteContext();
  const { reference } = explainRoute.useSearch();
  const navigate = explainRoute.useNavigate();
  const [asked, setAsked] = useState<WorkloadExplanation>();
  const refusals = useInfiniteQuery(workloadRefusalsQuery(tenant.id));
  const refused = useQuery({ ...workloadRefusalQuery(tenant.id, reference ?? ''), enabled: reference !== undefined });
  const issuers = useInfiniteQuery(trustedIssuersQuery(tenant.id));
  const explanation = reference === undefined ? asked : refused.data;
  return (
    <>
      <PageHead title={t('Why no identity?')} description={t('Asks the server why something is a workload, or none. A token is checked as evidence would be, but it is neither used up, kept nor shown.')} />
      <PageSection>
        <Grid hasGutter>
          <GridItem xl={5}>
            <Card className="lw-gap-below">
              <CardTitle component="h2">{t('Ask')}</CardTitle>
              <CardBody>
                <Question
                  tenant={tenant}
                  issuers={pagedRows(issuers, itemsOf).rows ?? []}
                  onAnswer={(answer) => {
                    setAsked(answer);
                    void navigate({ search: {}, replace: true });
                  }}
                />
              </CardBody>
            </Card>
          </GridItem>
          <GridItem xl={7}>
            {refused.error && <LoadFailure error={refused.error} retry={() => void refused.refetch()} />}
            {explanation && <Explanation tenant={tenant} explanation={explanation} />}
            {!explanation && (
              <Card>
                <CardTitle component="h2">{t('The last refusals')}</CardTitle>
                <CardBody>
                  <Listing
                    label={t('Refused workloads')}
                    paged={pagedRows(refusals, (page) => page.items)}
                    columns={columnsIn(tenant)}
                    nameOf={(refusal) => refusal.reference}
                    empty={
                      <Nothing title={t('No workload has been refused')} icon={CheckCircleIcon}>{t('Refused evidence stands here for a while, each with the rules it came near to.')}</Nothing>
                    }
                  />
                </CardBody>
              </Card>
            )}
          </GridItem>
        </Grid>
      </PageSection>
    </>
  );
}

const columnsIn = (tenant: Tenant): readonly Column<WorkloadRefusalRow>[] => [
  { title: t('Time'), nowrap: true, cell: ({ at }) => <Moment at={at} seconds /> },
  {
    title: t('Reference'),
    cell: ({ reference }) => (
      <Link to="/tenants/$tenant/explain" params={{ tenant: tenant.id }} search={{ reference }} className="lw-code">
        {reference}
      </Link>
    ),
  },
  {
    title: t('Why'),
    cell: ({ reason, issuer }) => (
      <>
        {reason}
        <div className="lw-quiet lw-code">{issuer}</div>
      </>
    ),
  },
];

function Question({ tenant, issuers, onAnswer }: { tenant: Tenant; issuers: readonly TrustedIssuer[]; onAnswer: (answer: WorkloadExplanation) => void }) {
  const form = useForm<Values>({ by: 'token', token: '', issuer: '', claims: '', node: '', selectors: '' }, check, async (values) =>
    onAnswer(await explainWorkload({ path: { tenant: tenant.id }, body: questionOf(values, issuers) })),
  );
  const { by } = form.values;
  return (
    <FormLayout onSubmit={form.submit} noValidate>
      {form.problem && <p role="alert">{form.problem}</p>}
      <SelectField form={form} name="by" label={t('About')} options={WAYS} />
      {by === 'token' && <AreaField form={form} name="token" label={t('Token')} required rows={5} hint={t('For example the projected token of a pod, or the ID token of a CI job.')} />}
      {by === 'claims' && (
        <>
          <SelectField form={form} name="issuer" label={t('Trusted issuer')} options={issuers.map((known) => ({ value: known.issuer, label: known.name }))} />
          <AreaField form={form} name="claims" label={t('Claims')} required rows={5} hint={t('A JSON object, for example {"sub": "system:serviceaccount:shop:payments"}.')} />
        </>
      )}
      {by === 'process' && (
        <>
          <TextField form={form} name="node" label={t('Node')} required placeholder="host1" />
          <AreaField form={form} name="selectors" label={t('Selectors')} required rows={3} hint={t('One per line, for example unix:uid:1000.')} />
        </>
      )}
      <div>
        <Button type="submit" isLoading={form.busy} isDisabled={form.busy}>{t('Explain')}</Button>
      </div>
    </FormLayout>
  );
}

function claimsOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function check({ by, token, claims, node, selectors }: Values): Errors<Values> {
  return {
    token: by === 'token' && !token.trim() ? t('Paste the token.') : undefined,
    claims: by === 'claims' && !claimsOf(claims) ? t('Enter a JSON object.') : undefined,
    node: by === 'process' && !node.trim() ? t('Name the node.') : undefined,
    selectors: by === 'process' && lines(selectors).length === 0 ? t('Name at least one selector.') : undefined,
  };
}

function questionOf(values: Values, issuers: readonly TrustedIssuer[]): WorkloadQuestionWritable {
  if (values.by === 'token') return { token: values.token.trim() };
  if (values.by === 'process') return { node: values.node.trim(), selectors: lines(values.selectors) };
  return { issuer: values.issuer || (issuers[0]?.issuer ?? ''), claims: claimsOf(values.claims) ?? {} };
}
