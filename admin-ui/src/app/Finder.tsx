import { Modal, ModalBody, ModalHeader, TextInput } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { t } from '../language/language';
import type { Entry } from './entries';

interface FinderProps {
  title: string;
  label: string;
  placeholder: string;
  typed: string;
  onType: (typed: string) => void;
  /** What is found by it. */
  entries: readonly Entry[];
  isFetching: boolean;
  onClose: () => void;
}

/** Goes to one of many by a few letters of its name (combobox of WAI-ARIA). */
export function Finder({ title, label, placeholder, typed, onType, entries, isFetching, onClose }: FinderProps) {
  const id = useId();
  const navigate = useNavigate();
  const [at, setAt] = useState(0);
  const active = Math.min(at, entries.length - 1);
  const activeId = entries.length > 0 ? `${id}-${active}` : undefined;
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);

  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    void navigate({ ...entry.target, ...(entry.create && { state: { create: Date.now() } }) } as Parameters<typeof navigate>[0]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return; // the key ends a word of an input method
    if (event.key === 'Enter') go(entries[active]);
    else if (event.key === 'ArrowDown') setAt(Math.min(active + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
  };

  return (
    <Modal isOpen variant="small" position="top" onClose={onClose} aria-labelledby={`${id}-title`} elementToFocus={`[id="${id}-input"]`}>
      <ModalHeader title={title} labelId={`${id}-title`} />
      <ModalBody>
        <TextInput
          id={`${id}-input`}
          type="search"
          role="combobox"
          aria-label={label}
          placeholder={placeholder}
          aria-expanded={entries.length > 0}
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={activeId}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(_, value) => {
            onType(value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div id={`${id}-list`} role="listbox" aria-label={t('Found')} className="lw-palette">
          {entries.map((entry, index) => (
            // The input keeps the focus and takes the keys.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div key={entry.key} id={`${id}-${index}`} role="option" tabIndex={-1} aria-selected={index === active} className="lw-palette-entry" onClick={() => go(entry)}>
              {entry.label} <span className="lw-quiet">{entry.kind}</span>
            </div>
          ))}
        </div>
        <p role="status" className="lw-quiet">
          {entries.length === 0 ? (isFetching ? t('Looking…') : t('Nothing is called so.')) : ''}
        </p>
      </ModalBody>
    </Modal>
  );
}
