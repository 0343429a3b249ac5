import type { Revocation } from '../api';

export type Reason = Revocation['reason'];

/** RFC 5280 §5.3.1, in the words people use; removeFromCRL is offered as lifting a hold. */
export const REASONS: Record<Reason, string> = {
  keyCompromise: 'The key is compromised',
  superseded: 'Replaced by another certificate',
  cessationOfOperation: 'No longer in use',
  affiliationChanged: 'The name or affiliation changed',
  privilegeWithdrawn: 'A privilege was withdrawn',
  certificateHold: 'On hold, until lifted',
  unspecified: 'Unspecified',
  cACompromise: 'The authority is compromised',
  aACompromise: 'The attribute authority is compromised',
  removeFromCRL: 'Hold lifted',
};

/** What an operator may choose for the certificate of a subject. */
export const CHOICES = ['keyCompromise', 'superseded', 'cessationOfOperation', 'affiliationChanged', 'privilegeWithdrawn', 'certificateHold', 'unspecified'] as const satisfies readonly Reason[];
