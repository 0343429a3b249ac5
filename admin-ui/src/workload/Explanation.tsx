import { Alert, Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { RuleDifference, Tenant, WorkloadExplanation } from '../api';
import { t } from '../language/language';
import { Facts } from '../ui/Facts';
import { Values } from '../ui/Values';
import { claimText } from './rules';

const written = (value: unknown): string => (value == null ? t('nothing') : typeof value === 'string' ? value : JSON.stringify(value));

function Differences({ differences }: { differences: readonly RuleDifference[] }) {
  return (
    <ul className="lw-values">
      {differences.map(({ what, wanted, found, detail }) => (
        <li key={`${what} ${detail}`}>{t('{0}: wanted {1}, found {2}{3}', <span className="lw-code">{what}</span>, <span className="lw-code">{written(wanted)}</span>, <span className="lw-code">{written(found)}</span>, <div className="lw-quiet">{detail}</div>)}</li>
      ))}
    </ul>
  );
}

/** Why something is a workload, or none: what was decided, and the nearest rules with what of them does not hold. */
export function Explanation({ tenant, explanation }: { tenant: Tenant; explanation: WorkloadExplanation }) {
  const { outcome, reason, workload, closest = [], claims, selectors, issuer, node } = explanation;
  return (
    <div role="region" aria-label={t('Explanation')}>
      {outcome && (
        <Alert
          variant={outcome === 'recognised' ? 'success' : 'warning'}
          isInline
          component="h2"
          title={outcome === 'recognised' && workload ? t('It is {0}', workload.spiffeId) : t('It gets no identity{0}', reason ? `: ${reason}` : '')}
          className="lw-gap-below"
        >
          {outcome === 'recognised' && workload && (
            <Link to="/tenants/$tenant/workloads/$workload" params={{ tenant: tenant.id, workload: workload.id }}>{t('Open {0}', workload.name)}</Link>
          )}
        </Alert>
      )}
      <Card className="lw-gap-below">
        <CardTitle component="h2">{t('What was looked at')}</CardTitle>
        <CardBody>
          <Facts
            facts={[
              { term: t('Issuer'), value: issuer },
              { term: t('Node'), value: node },
              { term: t('Claims'), value: claims && <Values values={Object.entries(claims).map(([name, value]) => `${name} = ${written(value)}`)} /> },
              { term: t('Selectors'), value: selectors && <Values values={selectors} /> },
            ].filter(({ value }) => value)}
          />
        </CardBody>
      </Card>
      <Card>
        <CardTitle component="h2">{t('The nearest rules')}</CardTitle>
        <CardBody>
          {closest.length === 0 && <p className="lw-quiet">{t('No rule comes near: none is about this issuer or node.')}</p>}
          <ol className="lw-steps">
            {closest.map(({ workload: named, rule, matches, differences }) => (
              <li key={rule.id}>
                <Label isCompact variant="outline" status={matches ? 'success' : 'warning'}>
                  {matches ? t('Matches') : differences.length === 1 ? t('1 difference') : t('{0} differences', differences.length)}
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
