import { Alert, Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { t } from '../language/language';
import { keepAll } from '../session/kept';
import { isProven, sessionQuery } from '../session/session';
import { signInAt } from '../session/sign-in';

export interface Proof {
  /** The person has to sign in again before this is done. */
  missing: boolean;
  /** Leads to the sign-in, and back to this page. */
  give: () => void;
}

/** Whether what is dangerous has to wait for a fresh sign-in: asked before anything is typed, or when the server says so. */
export function useProof(needed: boolean, refused: boolean): Proof {
  const { data: session } = useQuery(sessionQuery);
  const here = useLocation({ select: ({ href }) => href });
  const [missing] = useState(() => needed && !isProven(session));
  const give = () => {
    if (!session) return;
    keepAll();
    signInAt(session.tenant, here, { fresh: true });
  };
  return { missing: missing || refused, give };
}

export const ProofAsked = () => (
  <Alert variant="info" isInline title={t('Sign in again to go on')} component="p" className="lw-gap-below">{t('This needs a sign-in of the last five minutes. You come back to this page.')}</Alert>
);

export const ProofButton = ({ proof, id }: { proof: Proof; id?: string }) => (
  <Button id={id} onClick={proof.give}>{t('Sign in again')}</Button>
);
