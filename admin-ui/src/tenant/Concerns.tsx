import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { t } from '../language/language';
import { LoadFailure } from '../ui/Listing';
import type { Concern } from './concerns';

const WORDS = { danger: t('Now'), warning: t('Soon'), info: t('Note') } as const;
const SHOWN = 8;

interface ConcernsProps {
  concerns: readonly Concern[] | undefined;
  error: Error | null;
  retry: () => void;
}

export function Concerns({ concerns, error, retry }: ConcernsProps) {
  return (
    <Card isFullHeight>
      <CardTitle component="h2">{t('What needs attention')}</CardTitle>
      <CardBody>
        {error && <LoadFailure error={error} retry={retry} />}
        {concerns?.length === 0 && <p className="lw-quiet">{t('Nothing does. Certificates, keys, metadata and refusals are looked at.')}</p>}
        {concerns && concerns.length > 0 && (
          <ul className="lw-concerns">
            {concerns.slice(0, SHOWN).map(({ level, text, target }) => (
              <li key={text}>
                <Label isCompact status={level}>
                  {WORDS[level]}
                </Label>{' '}
                {target ? <Link {...target}>{text}</Link> : text}
              </li>
            ))}
          </ul>
        )}
        {concerns && concerns.length > SHOWN && <p className="lw-quiet">{t('and {0} more', concerns.length - SHOWN)}</p>}
      </CardBody>
    </Card>
  );
}
