import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Tenant } from '../api';
import { t } from '../language/language';
import { Bars } from '../ui/Bars';
import { Card } from '../ui/Card';
import { useAtRest } from '../ui/rest';
import { activityQuery, barsOf, totalOf } from './activity';

const CHARTS = [
  { action: 'session.begin', refusals: [], label: t('Sign-ins') },
  { action: 'token.issue', refusals: ['client.authenticate', 'workload.recognise'], label: t('Tokens') },
  { action: 'certificate.issue', refusals: [], label: t('Certificates') },
] as const;

/** Sign-ins, tokens and certificates of the last 24 hours; each leads to the trail. */
export function LastDay({ tenant }: { tenant: Tenant }) {
  const { data: activity, error } = useQuery({ ...activityQuery(tenant.id), enabled: useAtRest() });
  return (
    <Card title={t('The last 24 hours')} isFullHeight>
      {error ? (
        <p>{t('You may not read the audit trail, or it could not be read.')}</p>
      ) : (
        <ul className="lw-charts">
          {CHARTS.map(({ action, refusals, label }) => {
            const bars = activity ? barsOf(activity, action, refusals) : [];
            const { good, bad } = totalOf(bars);
            return (
              <li key={action}>
                <Link to="/tenants/$tenant/audit" params={{ tenant: tenant.id }} search={{ action }} className="lw-chart">
                  <span className="lw-chart-head">
                    <span>{label}</span>
                    <span>
                      <strong>{activity ? good : '…'}</strong>
                      {bad > 0 && <span className="lw-chart-bad">{' '}{t('{0} refused', bad)}</span>}
                    </span>
                  </span>
                  {activity ? <Bars label={t('{0}: {1}, refused: {2}', label, good, bad)} bars={bars} /> : <span className="lw-bars" />}
                </Link>
              </li>
            );
          })}
        </ul>
      )}
      {activity?.complete === false && <p className="lw-quiet">{t('There was more than is counted: these are the newest 100 000 entries of the trail.')}</p>}
    </Card>
  );
}
