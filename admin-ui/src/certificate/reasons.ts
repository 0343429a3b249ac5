import type { Revocation } from '../api';
import { t } from '../language/language';

export type Reason = Revocation['reason'];

/** RFC 5280 §5.3.1, in the words people use; removeFromCRL is offered as lifting a hold. */
export const REASONS: Record<Reason, string> = {
  keyCompromise: t('The key is compromised'),
  superseded: t('Replaced by another certificate'),
  cessationOfOperation: t('No longer in use'),
  affiliationChanged: t('The name or affiliation changed'),
  privilegeWithdrawn: t('A privilege was withdrawn'),
  certificateHold: t('On hold, until lifted'),
  unspecified: t('Unspecified'),
  cACompromise: t('The authority is compromised'),
  aACompromise: t('The attribute authority is compromised'),
  removeFromCRL: t('Hold lifted'),
};

/** What an operator may choose for the certificate of a subject. */
export const CHOICES = ['keyCompromise', 'superseded', 'cessationOfOperation', 'affiliationChanged', 'privilegeWithdrawn', 'certificateHold', 'unspecified'] as const satisfies readonly Reason[];
