import { t } from '../language/language';
/** The mark, which the sign-in pages show too, and the name. */
export function Brand() {
  return (
    <span className="lw-brand">
      <Mark />
      <span className="lw-brand-name">{t('Lightwave')}</span>
    </span>
  );
}

export function Mark() {
  return <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width="30" height="30" className="lw-mark" />;
}
