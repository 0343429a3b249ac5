/** The mark and the name; the mark's colours are those of the favicon. */
export function Brand() {
  return (
    <span className="lw-brand">
      <Mark />
      <span className="lw-brand-name">Lightwave</span>
    </span>
  );
}

export function Mark() {
  return <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width="28" height="28" className="lw-mark" />;
}
