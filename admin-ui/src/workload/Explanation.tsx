import { Alert, Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { RuleDifference, Tenant, WorkloadExplanation } from '../api';
import { Facts } from '../ui/Facts';
import { Values } from '../ui/Values';
import { claimText } from './rules';

const written = (value: unknown): string => (value == null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value));

function Differences({ differences }: { differences: readonly RuleDifference[] }) {
  return (
    <ul className="lw-values">
      {differences.map(({ what, wanted, found, detail }) => (
        <li key={`${what} ${detail}`}>
          <span className="lw-code">{what}</span>: wanted <span className="lw-code">{written(wanted)}</span>, found <span className="lw-code">{written(found)}</span>
          <div className="lw-quiet">{detail}</div>
        </li>
      ))}
    </ul>
  );
}

/** Why something is a workload, or none: what was decided, and the nearest rules with what of them does not hold. */
export function Explanation({ tenant, explanation }: { tenant: Tenant; explanation: WorkloadExplanation }) {
  const { outcome, reason, workload, closest = [], claims, selectors, issuer, node } = explanation;
  return (
    <div role="region" aria-label="Explanation">
      {outcome && (
        <Alert
          variant={outcome === 'recognised' ? 'success' : 'warning'}
          isInline
          component="h2"
          title={outcome === 'recognised' && workload ? `It is ${workload.spiffeId}` : `It gets no identity${reason ? `: ${reason}` : ''}`}
          className="lw-gap-below"
        >
          {outcome === 'recognised' && workload && (
            <Link to="/tenants/$tenant/workloads/$workload" params={{ tenant: tenant.id, workload: workload.id }}>
              Open {workload.name}
            </Link>
          )}
        </Alert>
      )}
      <Card className="lw-gap-below">
        <CardTitle component="h2">What was looked at</CardTitle>
        <CardBody>
          <Facts
            facts={[
              { term: 'Issuer', value: issuer },
              { term: 'Node', value: node },
              { term: 'Claims', value: claims && <Values values={Object.entries(claims).map(([name, value]) => `${name} = ${written(value)}`)} /> },
              { term: 'Selectors', value: selectors && <Values values={selectors} /> },
            ].filter(({ value }) => value)}
          />
        </CardBody>
      </Card>
      <Card>
        <CardTitle component="h2">The nearest rules</CardTitle>
        <CardBody>
          {closest.length === 0 && <p className="lw-quiet">No rule comes near: none is about this issuer or node.</p>}
          <ol className="lw-steps">
            {closest.map(({ workload: named, rule, matches, differences }) => (
              <li key={rule.id}>
                <Label isCompact variant="outline" status={matches ? 'success' : 'warning'}>
                  {matches ? 'Matches' : `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`}
                </Label>{' '}
                {named && (
                  <Link to="/tenants/$tenant/workloads/$workload" params={{ tenant: tenant.id, workload: named.id }} className="lw-strong">
                    {named.name}
                  </Link>
                )}{' '}
                <span className="lw-quiet">{claimText(rule)}</span>
                <Differences differences={differences} />
              </li>
            ))}
          </ol>
        </CardBody>
      </Card>
    </div>
  );
}
