import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Tenant } from '../api';
import { t } from '../language/language';
import { Card } from '../ui/Card';
import { LoadFailure } from '../ui/LoadFailure';
import { useAtRest } from '../ui/rest';
import { StateLabel } from '../ui/StateLabel';
import { concernsQuery } from './concerns';

const WORDS = { danger: t('Now'), warning: t('Soon'), info: t('Note') } as const;
const SHOWN = 8;

/** Reads many lists, so it comes last. */
export function Concerns({ tenant }: { tenant: Tenant }) {
  const { data: concerns, error, refetch } = useQuery({ ...concernsQuery(useQueryClient(), tenant), enabled: useAtRest() });
  return (
    <Card title={t('What needs attention')} isFullHeight>
      {error && <LoadFailure error={error} retry={() => void refetch()} />}
      {!concerns && !error && <p className="lw-quiet">{t('Looking…')}</p>}
      {concerns?.length === 0 && <p className="lw-quiet">{t('Nothing does. Certificates, keys, metadata and refusals are looked at.')}</p>}
      {concerns && concerns.length > 0 && (
        <ul className="lw-concerns">
          {concerns.slice(0, SHOWN).map(({ level, text, target }) => (
            <li key={text}>
              <StateLabel status={level}>{WORDS[level]}</StateLabel>{' '}
              {target ? <Link {...target}>{text}</Link> : text}
            </li>
          ))}
        </ul>
      )}
      {concerns && concerns.length > SHOWN && <p className="lw-quiet">{t('and {0} more', concerns.length - SHOWN)}</p>}
    </Card>
  );
}
