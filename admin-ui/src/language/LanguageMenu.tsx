import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import { useState } from 'react';
import { chooseLanguage, currentLanguage, type Language, LANGUAGES, t } from './language';

export function LanguageMenu() {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      popperProps={{ position: 'right' }}
      shouldFocusToggleOnSelect
      toggle={(ref) => (
        <MenuToggle ref={ref} isExpanded={open} onClick={() => setOpen(!open)} variant="plainText" aria-label={t('{0}, language', currentLanguage().toUpperCase())}>
          {currentLanguage().toUpperCase()}
        </MenuToggle>
      )}
    >
      <DropdownList>
        {Object.entries(LANGUAGES).map(([language, name]) => (
          <DropdownItem key={language} lang={language} isSelected={language === currentLanguage()} onClick={() => chooseLanguage(language as Language)}>
            {name}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}
