import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ProblemError } from '../api/problem';
import { t } from '../language/language';

export type Errors<V> = Partial<Record<keyof V, string>>;

/** A field that somebody else changed since the form was opened. */
export interface Difference {
  field: string;
  before: unknown;
  there: unknown;
  here: unknown;
  takes: 'there' | 'here';
}

export interface Form<V> {
  values: V;
  errors: Errors<V>;
  /** What the server said that belongs to no single field. */
  problem: string | undefined;
  /** The server wants a sign-in of the last minutes first. */
  needsProof: boolean;
  busy: boolean;
  /** Something was typed that would be lost. */
  dirty: boolean;
  /** What somebody else changed meanwhile, to be decided before it is sent again; empty when nothing is. */
  differences: readonly Difference[];
  decide: (field: string, takes: Difference['takes']) => void;
  /** How a field is called and its values are shown, by its name. */
  shown: Map<string, Shown>;
  set: <K extends keyof V & string>(field: K, value: V[K]) => void;
  submit: (event: FormEvent) => void;
}

export interface Shown {
  label: string;
  value: (value: unknown) => string;
}

/** The id of a field's control, by which the first refused one gets the focus. */
export const controlId = (field: string) => `field-${field}`;

/**
 * One form: what was typed, what is wrong with it, and the call that sends it.
 * A problem of the server is shown at the field it names, else above the form.
 *
 * @param latest reads what is changed anew; what somebody else changed meanwhile is then to be decided on, field by field
 */
export function useForm<V extends object>(
  start: V,
  check: (values: V) => Errors<V>,
  send: (values: V) => Promise<unknown>,
  latest?: () => Promise<V>,
): Form<V> {
  const [base, setBase] = useState(start);
  const [differences, setDifferences] = useState<readonly Difference[]>([]);
  const [shown] = useState(() => new Map<string, Shown>());
  const [values, setValues] = useState(start);
  const [errors, setErrors] = useState<Errors<V>>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [needsProof, setNeedsProof] = useState(false);
  const refused = useRef(false);

  useEffect(() => {
    if (!refused.current) return;
    refused.current = false;
    const first = (Object.keys(values) as (keyof V & string)[]).find((field) => errors[field]);
    if (first) document.getElementById(controlId(first))?.focus();
  });

  const refuse = (found: Errors<V>) => {
    refused.current = true;
    setErrors(found);
  };

  /** What is sent: all that was decided on; undefined when there is something new to decide. */
  const merged = async (): Promise<V | undefined> => {
    if (!latest) return values;
    const now = await latest();
    const mine = { ...values };
    for (const { field, there, takes } of differences) if (takes === 'there') Object.assign(mine, { [field]: there });
    const known: V = { ...base };
    for (const { field, there } of differences) Object.assign(known, { [field]: there });
    const changed = (Object.keys(now) as (keyof V & string)[]).filter((field) => !same(now[field], known[field]) && !same(now[field], mine[field]));
    setBase(known);
    setValues(mine);
    setDifferences(changed.map((field) => ({ field, before: known[field], there: now[field], here: mine[field], takes: same(mine[field], known[field]) ? 'there' : 'here' })));
    return changed.length === 0 ? mine : undefined;
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setProblem(undefined);
    const found = check(values);
    if (Object.values(found).some(Boolean)) return refuse(found);
    setErrors({});
    setBusy(true);
    try {
      const wanted = await merged();
      if (wanted) await send(wanted);
    } catch (error) {
      setNeedsProof(error instanceof ProblemError && error.needsProof);
      const { byField, rest } = sortOut(error, values);
      setProblem(rest);
      refuse(byField);
    } finally {
      setBusy(false);
    }
  };

  return {
    values,
    errors,
    problem,
    needsProof,
    busy,
    dirty: !same(values, base),
    differences,
    decide: (field, takes) => setDifferences((before) => before.map((difference) => (difference.field === field ? { ...difference, takes } : difference))),
    shown,
    set: (field, value) => {
      setValues((before) => ({ ...before, [field]: value }));
      setErrors((before) => ({ ...before, [field]: undefined }));
    },
    submit: (event) => void submit(event),
  };
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function sortOut<V extends object>(error: unknown, values: V): { byField: Errors<V>; rest: string | undefined } {
  const byField: Errors<V> = {};
  if (!(error instanceof ProblemError)) return { byField, rest: String(error) };
  const elsewhere: string[] = [];
  for (const { field, detail } of error.fields) {
    const name = (field in values ? field : field.split(/[.[]/, 1)[0]) as keyof V;
    if (name in values) byField[name] ??= detail;
    else elsewhere.push(`${field}: ${detail}`);
  }
  const placed = Object.keys(byField).length > 0 && elsewhere.length === 0;
  return { byField, rest: placed ? undefined : [error.message, ...elsewhere].join(' ') };
}

/** The entries of a text area that takes one per line. */
export const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** The key set in a text area: undefined when it is empty, an error when it is no JSON with "keys". */
export function parseKeySet(text: string): { keys: Record<string, unknown>[] } | undefined {
  if (!text.trim()) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)) {
    return value as { keys: Record<string, unknown>[] };
  }
  throw new SyntaxError('no keys');
}

/** What is wrong with a key set as typed; undefined when nothing is. */
export function keySetError(text: string): string | undefined {
  try {
    parseKeySet(text);
    return undefined;
  } catch {
    return t('Paste a JSON Web Key Set: {"keys":[…]}.');
  }
}
