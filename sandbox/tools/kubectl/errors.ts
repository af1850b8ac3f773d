import { StatusError, type Status } from '../../api/status-error.ts';

/** A failure that kubectl reports in its own words. */
export class CommandError extends Error {
  readonly exitCode: number;
  /** What stands before the message: `error: `, or nothing where kubectl prints the message as it is. */
  readonly prefix: string;

  constructor(message: string, options: { readonly prefix?: string; readonly exitCode?: number } = {}) {
    super(message);
    this.name = 'CommandError';
    this.prefix = options.prefix ?? 'error: ';
    this.exitCode = options.exitCode ?? 1;
  }
}

/** Several failures of one run, reported one a line. */
export class ErrorList extends Error {
  constructor(readonly errors: readonly unknown[]) {
    super(errors.map(textInList).join('\n'));
    this.name = 'ErrorList';
  }
}

/** Ends a run with an exit code when all there is to say was said. */
export class SilentExit extends Error {
  constructor(readonly exitCode: number) {
    super(`exit ${exitCode}`);
    this.name = 'SilentExit';
  }
}

/** Throws nothing for no errors, the error itself for one, and a list for more. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new ErrorList(errors);
}

/** The same refusal with `prefix` before its message, as kubectl's AddSourceToErr words it. */
export function withSource(error: unknown, action: string, source: string | undefined): unknown {
  if (source === undefined || source === '') return error;
  if (error instanceof StatusError) return withMessage(error, `error when ${action} "${source}": ${error.message}`);
  if (error instanceof CommandError) {
    return new CommandError(`error when ${action} "${source}": ${error.message}`, { exitCode: error.exitCode });
  }
  return error;
}

export function withMessage(error: StatusError, message: string): StatusError {
  return new StatusError({ ...error.status, message });
}

export function exitCodeOf(error: unknown): number {
  return error instanceof CommandError || error instanceof SilentExit ? error.exitCode : 1;
}

/** What kubectl writes to standard error for this failure. Models k8s.io/kubectl/pkg/cmd/util/helpers.go. */
export function textOf(error: unknown): string {
  if (error instanceof StatusError) return textOfStatus(error.status);
  if (error instanceof ErrorList) return error.message;
  if (error instanceof SilentExit) return '';
  if (error instanceof CommandError) return error.message.startsWith('error: ') ? error.message : error.prefix + error.message;
  return `error: ${error instanceof Error ? error.message : String(error)}`;
}

/** Among others a failure in kubectl's own words stands without what begins it when it is alone. */
function textInList(error: unknown): string {
  return error instanceof CommandError && error.prefix === 'error: ' ? error.message : textOf(error);
}

function textOfStatus(status: Status): string {
  if (status.reason === 'Invalid') return textOfInvalid(status);
  if (status.reason === 'Unauthorized') return `error: You must be logged in to the server (${status.message})`;
  return status.reason === ''
    ? `Error from server: ${status.message}`
    : `Error from server (${status.reason}): ${status.message}`;
}

function textOfInvalid({ details, message }: Status): string {
  if (details === undefined) return message === '' ? 'The request is invalid' : `The request is invalid: ${message}`;
  const { kind = '', name = '', causes = [] } = details;
  const named = kind !== '' || name !== '';
  const subject = named ? `The ${kind} ${JSON.stringify(name)} is invalid` : 'The request is invalid';
  const lines = [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  if (lines.length === 0) return named || message === '' ? subject : `${subject}: ${message}`;
  return lines.length === 1 ? `${subject}: ${lines[0]}` : [`${subject}: `, ...lines.map((line) => `* ${line}`)].join('\n');
}
