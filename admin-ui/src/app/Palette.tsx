import { Modal, ModalBody, ModalHeader, TextInput } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import type { Tenant } from '../api';
import { t } from '../language/language';
import type { Rights } from '../session/session';
import { type Entry, matching, objectsQuery, placesIn } from './entries';

interface PaletteProps {
  tenant: Tenant | undefined;
  rights: Rights;
  onClose: () => void;
}

/** Goes to a page or an object, or begins an action, by a few letters of its name (combobox of WAI-ARIA). */
export function Palette({ tenant, rights, onClose }: PaletteProps) {
  const id = useId();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const asked = useDeferredValue(typed.trim());
  const objects = useQuery({ ...objectsQuery(tenant, rights, asked), enabled: asked.length > 0 });
  const entries = matching(asked, placesIn(tenant, rights), asked ? (objects.data ?? []) : []);
  const active = Math.min(at, entries.length - 1);

  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    void navigate({ ...entry.target, ...(entry.create && { state: { create: Date.now() } }) } as Parameters<typeof navigate>[0]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') go(entries[active]);
    else if (event.key === 'ArrowDown') setAt(Math.min(active + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
  };

  return (
    <Modal isOpen variant="small" position="top" onClose={onClose} aria-labelledby={`${id}-title`} elementToFocus={`[id="${id}-input"]`}>
      <ModalHeader title={t('Go to')} labelId={`${id}-title`} />
      <ModalBody>
        <TextInput
          id={`${id}-input`}
          type="search"
          role="combobox"
          aria-label={t('Page, object or action')}
          placeholder={t('A page, a name, an action, or a reference id')}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={entries.length > 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(_, value) => {
            setTyped(value);
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
          {entries.length === 0 ? (objects.isFetching ? t('Looking…') : t('Nothing is called so.')) : ''}
        </p>
      </ModalBody>
    </Modal>
  );
}
