import type { Appearance, AppearancePatch } from '../api';
import { t } from '../language/language';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { type Errors, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { LANGUAGES } from './words';

interface EditAppearanceDialogProps {
  appearance: Appearance;
  onSave: (patch: AppearancePatch) => Promise<unknown>;
  /** Reads it anew, before it is changed. */
  latest: () => Promise<Appearance>;
  onClose: () => void;
}

const asTyped = ({ language, light, dark, banner }: Appearance) => ({
  language: language as string,
  lightAccent: light.accent ?? '',
  lightBackground: light.background ?? '',
  darkAccent: dark.accent ?? '',
  darkBackground: dark.background ?? '',
  english: banner?.text.en ?? '',
  german: banner?.text.de ?? '',
  consent: String(banner?.consent ?? false),
});

type Typed = ReturnType<typeof asTyped>;

const COLOUR = /^#[0-9a-f]{6}$/i;
const colour = (typed: string) => (!typed || COLOUR.test(typed) ? undefined : t('Six hexadecimal digits behind a #, such as #0b57d0.'));

const check = (values: Typed): Errors<Typed> => ({
  lightAccent: colour(values.lightAccent),
  lightBackground: colour(values.lightBackground),
  darkAccent: colour(values.darkAccent),
  darkBackground: colour(values.darkBackground),
  english: values.consent === 'true' && !values.english.trim() && !values.german.trim() ? t('There is nothing to consent to.') : undefined,
});

const patchOf = (values: Typed): AppearancePatch => {
  const [en, de] = [values.english.trim(), values.german.trim()];
  return {
    language: values.language,
    light: { accent: values.lightAccent || null, background: values.lightBackground || null },
    dark: { accent: values.darkAccent || null, background: values.darkBackground || null },
    banner: en || de ? { text: { en: en || null, de: de || null }, consent: values.consent === 'true' } : null,
  };
};

export function EditAppearanceDialog({ appearance, onSave, latest, onClose }: EditAppearanceDialogProps) {
  const form = useForm(asTyped(appearance), check, (values) => onSave(patchOf(values)), async () => asTyped(await latest()));
  const ours = t('The product’s when empty. Refused when it could not be read well.');
  return (
    <FormDialog title={t('Edit appearance')} form={form} submitLabel={t('Save')} onClose={onClose}>
      <SelectField
        form={form}
        name="language"
        label={t('Language otherwise')}
        hint={t('Of pages and letters for whoever reads none of those there are.')}
        options={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      />
      <TextField form={form} name="lightAccent" label={t('Accent on light pages')} hint={ours} placeholder="#0b57d0" />
      <TextField form={form} name="lightBackground" label={t('Background of light pages')} placeholder="#f3f6fb" />
      <TextField form={form} name="darkAccent" label={t('Accent on dark pages')} hint={ours} placeholder="#8ab4f8" />
      <TextField form={form} name="darkBackground" label={t('Background of dark pages')} placeholder="#0e131b" />
      <AreaField form={form} name="english" label={t('Banner in English')} rows={4} hint={t('Plain text, shown before the sign-in; none when both are empty.')} />
      <AreaField form={form} name="german" label={t('Banner in German')} rows={4} />
      <SelectField
        form={form}
        name="consent"
        label={t('Consent to the banner')}
        options={[
          { value: 'false', label: t('Not asked') },
          { value: 'true', label: t('Asked before each sign-in') },
        ]}
      />
    </FormDialog>
  );
}
