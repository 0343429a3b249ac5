import { Button } from '@patternfly/react-core';
import { chooseLanguage, currentLanguage, type Language, LANGUAGES } from './language';

/** The languages that the page is not in, each by its own name. */
export function LanguageChoice() {
  return Object.entries(LANGUAGES)
    .filter(([language]) => language !== currentLanguage())
    .map(([language, name]) => (
      <Button key={language} variant="plain" lang={language} aria-label={`${language.toUpperCase()}, ${name}`} title={name} onClick={() => chooseLanguage(language as Language)}>
        {language.toUpperCase()}
      </Button>
    ));
}
