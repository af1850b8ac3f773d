/** The text for standard error, in openssl's words. */
export class OpensslError extends Error {}
