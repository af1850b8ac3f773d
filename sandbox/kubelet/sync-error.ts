/** Why a container could not be started: what its status shows as the reason and the message of its waiting. */
export class SyncError extends Error {
  constructor(
    readonly reason: string,
    message: string,
    /** Virtual time at which another try makes sense, where that is known. */
    readonly retryAt?: number,
  ) {
    super(message);
    this.name = 'SyncError';
  }
}
