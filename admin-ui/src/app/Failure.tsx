import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter } from '@patternfly/react-core';
import { type ReactNode, useEffect } from 'react';
import { ProblemError } from '../api';
import { t } from '../language/language';
import { ButtonLink } from '../ui/links';

/** A page that could not be shown, in the server's words. */
export function Failure({ error, retry }: { error: Error; retry: () => void }) {
  const missing = error instanceof ProblemError && error.status === 404;
  return (
    <FailureState title={missing ? t('Not found') : t('This page could not be loaded')} detail={error.message} requestId={error instanceof ProblemError ? error.requestId : undefined}>
      {!missing && <Button onClick={retry}>{t('Try again')}</Button>}
    </FailureState>
  );
}

export function NotFound() {
  return <FailureState title={t('Not found')} detail={t('There is no page at this address.')} />;
}

function FailureState({ title, detail, requestId, children }: { title: string; detail: string; requestId?: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Lightwave`;
  }, [title]);
  return (
    <EmptyState titleText={<span id="page-title" tabIndex={-1}>{title}</span>} status="danger" headingLevel="h1" isFullHeight>
      <EmptyStateBody>
        <p>{detail}</p>
        {requestId && <p className="lw-quiet">{t('Request {0}', requestId)}</p>}
      </EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          {children}
          <ButtonLink to="/" variant="link">{t('Back to the start')}</ButtonLink>
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}
