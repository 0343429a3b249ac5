import { Alert, Button, Card, CardBody, CardHeader, CardTitle, PageSection } from '@patternfly/react-core';
import FilterIcon from '@patternfly/react-icons/dist/esm/icons/filter-icon';
import { Link } from '@tanstack/react-router';
import type { Rule, Tenant, Workload } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { Crumbs } from '../ui/Crumbs';
import { Facts } from '../ui/Facts';
import { type Column, Listing } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { wholeRows } from '../ui/paged';
import { PageHead } from '../ui/PageHead';
import { SameAs } from '../ui/SameAs';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';
import { claimLines, claimText } from './rules';
import type { WorkloadChange } from './WorkloadChangeDialog';

const COLUMNS: readonly Column<Rule>[] = [
  { title: t('Vouched for by'), width: 40, cell: (rule) => <span className="lw-code">{rule.issuer ?? t('node {0}', rule.node)}</span> },
  { title: t('Claims or selectors'), cell: (rule) => <Values values={claimLines(rule)} /> },
];

interface WorkloadDetailProps {
  tenant: Tenant;
  workload: Workload;
  onChange: (change: WorkloadChange) => void;
  onEditAudiences: () => void;
  onAddRule: () => void;
  onRemoveRule: (rule: Rule) => void;
  /** The issuers to which the installation's operator has not consented. */
  unconsented: readonly string[];
}

export function WorkloadDetail({ tenant, workload, onChange, onEditAudiences, onAddRule, onRemoveRule, unconsented }: WorkloadDetailProps) {
  const addRule = (
    <Button variant="secondary" onClick={onAddRule}>{t('Add rule')}</Button>
  );
  return (
    <>
      <Crumbs tenant={tenant} section={t('Workloads')} to="/tenants/$tenant/workloads" here={workload.name} />
      <PageHead
        title={workload.name}
        aside={<EnabledLabel enabled={workload.enabled} />}
        actions={
          <>
            <SameAs
              name={workload.name}
              object={workload}
              path={`/api/v1/tenants/${tenant.name}/workloads/${workload.id}`}
              commands={[`lightwave workload list -t ${tenant.name} -o json`, `lightwave workload disable -t ${tenant.name} ${workload.name}`, `lightwave workload enable -t ${tenant.name} ${workload.name}`, `lightwave workload delete -t ${tenant.name} ${workload.name}`]}
            />
            <Button variant="secondary" onClick={onEditAudiences}>{t('Edit audiences')}</Button>
            <Button variant="secondary" onClick={() => onChange('switch')}>
              {workload.enabled ? t('Disable') : t('Enable')}
            </Button>
            <Button variant="secondary" isDanger onClick={() => onChange('delete')}>{t('Delete')}</Button>
          </>
        }
      />
      <PageSection>
        <Card className="lw-gap-below">
          <CardTitle component="h2">{t('Identity')}</CardTitle>
          <CardBody>
            <Facts
              facts={[
                { term: t('SPIFFE ID'), value: <CopyValue value={workload.spiffeId} label={t('SPIFFE ID')} /> },
                { term: t('Audiences'), value: <Values values={workload.audiences} /> },
                {
                  term: t('Certificates'),
                  value: (
                    <Link to="/tenants/$tenant/certificates" params={{ tenant: tenant.id }} search={{ by: 'spiffeId', value: workload.spiffeId }}>{t('Show its certificates')}</Link>
                  ),
                },
                { term: t('Created'), value: <Moment at={workload.createdAt} /> },
                { term: t('Last changed'), value: <Moment at={workload.updatedAt} /> },
              ]}
            />
          </CardBody>
        </Card>
        <Card>
          <CardHeader actions={workload.rules.length > 0 ? { actions: addRule } : undefined}>
            <CardTitle component="h2">{t('Rules')}</CardTitle>
          </CardHeader>
          <CardBody>
            {workload.rules.some(({ issuer }) => issuer !== undefined && unconsented.includes(issuer)) && (
              <Alert variant="warning" isInline component="p" title={t('Rules of these issuers give nothing until the operator consents to them: {0}.', unconsented.filter((issuer) => workload.rules.some((rule) => rule.issuer === issuer)).join(', '))} className="lw-gap-below" />
            )}
            <Listing
              label={t('Rules of {0}', workload.name)}
              paged={wholeRows(workload.rules)}
              columns={COLUMNS}
              nameOf={(rule) => t('rule {0}', claimText(rule))}
              actions={(rule) => [{ title: t('Remove'), danger: true, onClick: () => onRemoveRule(rule) }]}
              empty={
                <Nothing
                  title={t('No rules yet')}
                  icon={FilterIcon}
                  action={addRule}
                >{t('Nothing is recognised as this workload until a rule says what its platform must say of it.')}</Nothing>
              }
            />
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}
