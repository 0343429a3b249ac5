import type { ThrottlePolicy } from '../api';
import { t } from '../language/language';

export type Limit = keyof ThrottlePolicy;

/** What is counted, with the bounds that the server checks. */
export const LIMITS: readonly { limit: Limit; words: string; failures: string; longest: string }[] = [
  { limit: 'account', words: t('Account'), failures: t('1 to 20.'), longest: t('5 minutes to 1 hour.') },
  { limit: 'network', words: t('Network of people'), failures: t('10 to 1000.'), longest: t('1 minute to 1 hour.') },
  { limit: 'networkOfClients', words: t('Network of clients'), failures: t('100 to 10000.'), longest: t('1 minute to 1 hour.') },
  { limit: 'tenant', words: t('Whole tenant'), failures: t('200 to 20000.'), longest: t('10 seconds to 5 minutes.') },
];
