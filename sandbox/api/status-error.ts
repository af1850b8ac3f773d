import type { JsonObject } from '../core/json.ts';

/** One cause in the details of a Status: which field, and what is wrong with it. */
export interface StatusCause {
  readonly reason: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The `Status` object by which the API refuses a request. Models k8s.io/apimachinery/pkg/apis/meta/v1.Status. */
export interface Status {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails;
  /** What goes over the wire instead of the Status, where the real server answers in plain text. */
  readonly text?: string;
}

/** Thrown by every client call that the API refused. Told apart by `reason`, never by text. */
export class StatusError extends Error {
  constructor(
    readonly status: Status,
    /** Texts of `Warning` headers that go with the refusal. */
    readonly warnings: readonly string[] = [],
  ) {
    super(status.message);
    this.name = 'StatusError';
  }

  get code(): number {
    return this.status.code;
  }

  get reason(): string {
    return this.status.reason;
  }

  /** The answer as it goes over the wire. */
  toObject(): JsonObject {
    const { code, reason, message, details } = this.status;
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details: details as unknown as JsonObject }),
      code,
    };
  }
}

/** Whether the API refused because of this reason (`NotFound`, `Conflict`, `AlreadyExists`, …). */
export function isReason(error: unknown, ...reasons: readonly string[]): error is StatusError {
  return error instanceof StatusError && reasons.includes(error.reason);
}
