import { Button, ClipboardCopy, CodeBlock, CodeBlockAction, CodeBlockCode, Tooltip } from '@patternfly/react-core';
import CopyIcon from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import { useState } from 'react';

/** A value one would rather copy than type. */
export function CopyValue({ value, label }: { value: string; label: string }) {
  return (
    <ClipboardCopy variant="inline-compact" isCode hoverTip={`Copy ${label}`} clickTip="Copied" copyAriaLabel={`Copy ${label}`} truncation={false}>
      {value}
    </ClipboardCopy>
  );
}

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
          <Tooltip content={copied ? 'Copied' : 'Copy'} onTooltipHidden={() => setCopied(false)} aria="none" aria-live="polite">
            <Button variant="plain" aria-label={`Copy ${label}`} icon={<CopyIcon />} onClick={() => void copy()} />
          </Tooltip>
        </CodeBlockAction>
      }
    >
      <CodeBlockCode>{code}</CodeBlockCode>
    </CodeBlock>
  );
}
