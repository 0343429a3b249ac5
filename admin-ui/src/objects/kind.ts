import type { ComponentType, ReactNode } from 'react';
import type { ConsoleSession, Tenant } from '../api';
import type { Column } from '../ui/Listing';

/** What was typed into a form of fields, by their names. */
export type Typed = Record<string, string>;

/** A field of a form. */
export interface Field {
  name: string;
  label: string;
  hint?: string;
  placeholder?: string;
  /** Several lines, one for each value. */
  lines?: boolean;
  options?: readonly { value: string; label: string }[];
  required?: boolean;
  /** Whether it is asked when something is made, when it is changed, or both. */
  asked?: 'new' | 'change';
  /** What is wrong with what was typed; undefined when nothing is. */
  check?: (value: string) => string | undefined;
}

/** Something that is done to one object, after a question. */
export interface ObjectAction<T> {
  title: string;
  question: string;
  text: ReactNode;
  danger?: boolean;
  /** What has to be typed first. */
  typed?: string;
  proof?: boolean;
  run: (tenant: Tenant, object: T) => Promise<unknown>;
  /** What is said when it is done. */
  said: string;
}

/** Objects of a tenant that the console lists, makes, changes and deletes in the same way, as a description. */
export interface Kind<T extends { id: string }> {
  /** As in the address. */
  name: string;
  title: string;
  description: string;
  icon: ComponentType;
  empty: { title: string; text: string };
  columns: readonly Column<T>[];
  nameOf: (object: T) => string;
  list: (tenant: Tenant, page: { cursor: string | undefined; signal: AbortSignal }) => Promise<{ items: T[]; nextCursor?: string | null }>;
  fields: readonly Field[];
  /** The fields of an object, or what a new one begins with. */
  typed: (object: T | undefined) => Typed;
  /** What can be made; `once` of its answer is shown and never again. */
  add?: { label: string; said: (typed: Typed) => string; proof?: boolean; run: (tenant: Tenant, typed: Typed) => Promise<unknown>; once?: (made: never) => readonly { label: string; value: string }[] };
  change?: { proof?: boolean; latest: (tenant: Tenant, object: T) => Promise<T>; run: (tenant: Tenant, object: T, typed: Typed) => Promise<unknown> };
  actions: (object: T, session: ConsoleSession) => readonly ObjectAction<T>[];
  sameAs: (tenant: Tenant, object: T) => { path: string; commands: readonly string[] };
}

/** Whether a field is part of the form for making, or of that for changing. */
export const isAsked = ({ asked }: Field, object: unknown): boolean => asked === undefined || (asked === 'new') === (object === undefined);
