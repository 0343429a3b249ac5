import CheckIcon from '@patternfly/react-icons/dist/esm/icons/check-icon';
import CopyIcon from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import { useState } from 'react';
import { t } from '../language/language';

/**
 * A value one would rather copy than type. Pages show many, so it is not PatternFly's ClipboardCopy, which has a tooltip
 * that follows the page for each.
 */
export function CopyValue({ value, label }: { value: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <span className="lw-copy">
      <code className="lw-code">{value}</code>
      <button type="button" aria-label={t('Copy {0}', label)} title={copied ? t('Copied') : t('Copy {0}', label)} onClick={() => void copy()} onBlur={() => setCopied(false)}>
        {copied ? <CheckIcon /> : <CopyIcon />}
      </button>
      <span className="pf-v6-screen-reader" aria-live="polite">{copied && t('Copied')}</span>
    </span>
  );
}
