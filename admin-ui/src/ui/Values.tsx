/** Several values, one per line; a dash for none. */
export function Values({ values }: { values: readonly string[] }) {
  if (values.length === 0) return '–';
  return (
    <ul className="lw-values">
      {values.map((value) => (
        <li key={value} className="lw-code">
          {value}
        </li>
      ))}
    </ul>
  );
}
