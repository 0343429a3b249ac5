import { Button, CodeBlock, CodeBlockAction, CodeBlockCode, Tooltip } from '@patternfly/react-core';
import CopyIcon from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import { useState } from 'react';
import { t } from '../language/language';

/** A command to run elsewhere. */
export function Snippet({ code, label }: { code: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
  };
  return (
    <CodeBlock
      className="lw-snippet"
      actions={
        <CodeBlockAction>
          <Tooltip content={copied ? t('Copied') : t('Copy')} onTooltipHidden={() => setCopied(false)} aria="none" aria-live="polite">
            <Button variant="plain" aria-label={t('Copy {0}', label)} icon={<CopyIcon />} onClick={() => void copy()} />
          </Tooltip>
        </CodeBlockAction>
      }
    >
      <CodeBlockCode>{code}</CodeBlockCode>
    </CodeBlock>
  );
}
