import { Button, Card, CardBody, CardHeader, CardTitle, PageSection } from '@patternfly/react-core';
import FilterIcon from '@patternfly/react-icons/dist/esm/icons/filter-icon';
import { Link } from '@tanstack/react-router';
import type { Rule, Tenant, Workload } from '../api';
import { CopyValue } from '../ui/Copy';
import { Crumbs } from '../ui/Crumbs';
import { Facts } from '../ui/Facts';
import { type Column, Listing } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { SameAs } from '../ui/SameAs';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';
import { claimLines, claimText } from './rules';
import type { WorkloadChange } from './WorkloadChangeDialog';

const COLUMNS: readonly Column<Rule>[] = [
  { title: 'Vouched for by', width: 40, cell: (rule) => <span className="lw-code">{rule.issuer ?? `node ${rule.node}`}</span> },
  { title: 'Claims or selectors', cell: (rule) => <Values values={claimLines(rule)} /> },
];

interface WorkloadDetailProps {
  tenant: Tenant;
  workload: Workload;
  onChange: (change: WorkloadChange) => void;
  onEditAudiences: () => void;
  onAddRule: () => void;
  onRemoveRule: (rule: Rule) => void;
}

export function WorkloadDetail({ tenant, workload, onChange, onEditAudiences, onAddRule, onRemoveRule }: WorkloadDetailProps) {
  const addRule = (
    <Button variant="secondary" onClick={onAddRule}>
      Add rule
    </Button>
  );
  return (
    <>
      <Crumbs tenant={tenant} section="Workloads" to="/tenants/$tenant/workloads" here={workload.name} />
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
            <Button variant="secondary" onClick={onEditAudiences}>
              Edit audiences
            </Button>
            <Button variant="secondary" onClick={() => onChange('switch')}>
              {workload.enabled ? 'Disable' : 'Enable'}
            </Button>
            <Button variant="secondary" isDanger onClick={() => onChange('delete')}>
              Delete
            </Button>
          </>
        }
      />
      <PageSection>
        <Card className="lw-gap-below">
          <CardTitle component="h2">Identity</CardTitle>
          <CardBody>
            <Facts
              facts={[
                { term: 'SPIFFE ID', value: <CopyValue value={workload.spiffeId} label="SPIFFE ID" /> },
                { term: 'Audiences', value: <Values values={workload.audiences} /> },
                {
                  term: 'Certificates',
                  value: (
                    <Link to="/tenants/$tenant/certificates" params={{ tenant: tenant.id }} search={{ by: 'spiffeId', value: workload.spiffeId }}>
                      Show its certificates
                    </Link>
                  ),
                },
                { term: 'Created', value: <Moment at={workload.createdAt} /> },
                { term: 'Last changed', value: <Moment at={workload.updatedAt} /> },
              ]}
            />
          </CardBody>
        </Card>
        <Card>
          <CardHeader actions={workload.rules.length > 0 ? { actions: addRule } : undefined}>
            <CardTitle component="h2">Rules</CardTitle>
          </CardHeader>
          <CardBody>
            <Listing
              label={`Rules of ${workload.name}`}
              paged={{ rows: workload.rules, error: null, hasMore: false, loadingMore: false, loadMore: () => {}, retry: () => {} }}
              columns={COLUMNS}
              nameOf={(rule) => `rule ${claimText(rule)}`}
              actions={(rule) => [{ title: 'Remove', danger: true, onClick: () => onRemoveRule(rule) }]}
              empty={
                <Nothing
                  title="No rules yet"
                  icon={FilterIcon}
                  action={addRule}
                >
                  Nothing is recognised as this workload until a rule says what its platform must say of it.
                </Nothing>
              }
            />
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}
