import type { Appearance } from '../api';

export const LANGUAGES: Record<Appearance['language'], string> = { en: 'English', de: 'German' };
