import type { Appearance } from '../api';
import { t } from '../language/language';

export const LANGUAGES: Record<Appearance['language'], string> = { en: t('English'), de: t('German') };
