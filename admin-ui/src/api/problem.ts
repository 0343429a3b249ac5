import { t } from '../language/language';
import type { FieldError, Problem, ScimError } from './generated';

/** What the server refused, in its own words: RFC 9457, or RFC 7644 §3.12 for SCIM. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly fields: readonly FieldError[];
  /** For the audit trail and the log; undefined when the answer had none. */
  readonly requestId: string | undefined;
  /** The session stands, but its person has to sign in again for this (RFC 9470). */
  readonly needsProof: boolean;

  constructor(status: number, message: string, fields: readonly FieldError[] = [], requestId?: string, needsProof = false) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.requestId = requestId;
    this.needsProof = needsProof;
  }
}

/** Turns whatever a failed call left behind into a problem; an interrupted call stays what it is. */
export function toProblem(error: unknown, response: Response | undefined): Error {
  if (error instanceof DOMException && error.name === 'AbortError') return error;
  if (!response) return new ProblemError(0, t('The server cannot be reached. Check the connection and try again.'));
  if (isDocument(error)) {
    const problem = error as Partial<Problem & ScimError>;
    return new ProblemError(
      response.status,
      problem.detail ?? sentence(response.status), // its title only says the status in English (RFC 9457 §4.2.1)
      problem.errors ?? [],
      problem.requestId,
      isForProof(response),
    );
  }
  return new ProblemError(response.status, sentence(response.status));
}

/** Whether a refusal asks for a fresh sign-in (RFC 9470 §3). */
export const isForProof = (response: Response): boolean => response.headers.get('WWW-Authenticate')?.includes('error="insufficient_user_authentication"') ?? false;

function isDocument(value: unknown): value is object {
  return typeof value === 'object' && value !== null && ('detail' in value || 'title' in value);
}

function sentence(status: number): string {
  if (status === 404) return t('There is no such thing here, or none that you may see.');
  return t('The server answered with status {0} and did not say why.', status);
}
