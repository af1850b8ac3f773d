import { randomBytes } from 'node:crypto';

/** A secret that nobody can guess. */
export function randomToken(): string {
  return randomBytes(24).toString('base64url');
}
