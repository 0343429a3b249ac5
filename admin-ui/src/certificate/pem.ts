const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of a text in PEM (RFC 7468), without their line ends. */
export const blocksOf = (pem: string): string[] => (pem.match(BLOCK) ?? []).map((block) => block.replaceAll(/-----[A-Z ]+-----|\s/g, ''));

interface Element {
  tag: number;
  start: number;
  end: number;
}

/** The element of DER that begins at a place. */
function elementAt(bytes: Uint8Array, at: number): Element {
  const first = bytes[at + 1] ?? 0;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const length = more === 0 ? first : bytes.slice(at + 2, at + 2 + more).reduce((sum, byte) => sum * 256 + byte, 0);
  const start = at + 2 + more;
  return { tag: bytes[at] ?? 0, start, end: start + length };
}

/** When a certificate, in base64, ends (RFC 5280 §4.1.2.5); undefined when it is none. */
export function endOf(base64: string): string | undefined {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
  } catch {
    return undefined;
  }
  const body = elementAt(bytes, elementAt(bytes, 0).start);
  let at = elementAt(bytes, body.start);
  if (at.tag === 0xa0) at = elementAt(bytes, at.end); // the version, which the first one leaves out
  for (let passed = 0; passed < 3; passed += 1) at = elementAt(bytes, at.end); // serial number, algorithm, issuer
  const notAfter = elementAt(bytes, elementAt(bytes, at.start).end);
  const text = String.fromCodePoint(...bytes.slice(notAfter.start, notAfter.end));
  const digits = notAfter.tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z` : undefined;
}
