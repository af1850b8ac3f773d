import { HelmError } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';

/** Milliseconds of virtual time that fetching from a repository takes. */
const FETCH = 150;

/** What stands at an address. Throws HelmError: only the simulated repositories can be reached. */
export async function fetchBytes(run: HelmRun, address: string): Promise<Uint8Array> {
  const [builtIn, { fetchFrom }] = await Promise.all([
    import('../../../charts/repositories/index.ts'),
    import('../../../charts/repositories/fetch.ts'),
  ]);
  const repositories = [...(run.environment.repositories ?? []), ...builtIn.repositories];
  await run.waiting.sleep(FETCH);
  const found = fetchFrom(repositories, address);
  if (found !== undefined) return found;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(address)?.[1] ?? '';
  if (scheme !== 'http' && scheme !== 'https') throw new HelmError(`could not find protocol handler for: ${scheme}`);
  if (repositories.some(({ url }) => address.startsWith(`${url}/`)))
    throw new HelmError(`failed to fetch ${address} : 404 Not Found`);
  const host = address.replace(/^https?:\/\//, '').split(/[/:?#]/)[0] ?? '';
  throw new Unreachable(
    `Get "${address}": dial tcp: lookup ${host}: no such host`,
    repositories.map(({ url, summary }) => `  ${url}  ${summary}`),
  );
}

/** No repository of the sandbox; those that there are go with it. */
export class Unreachable extends HelmError {
  constructor(
    message: string,
    readonly known: readonly string[],
  ) {
    super(message);
    this.name = 'Unreachable';
  }
}

/** A path of a repository as an address; an address stays one. */
export function resolveUrl(base: string, reference: string): string {
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(reference)) return reference;
  return `${base.replace(/\/+$/, '')}/${reference.replace(/^\/+/, '')}`;
}

export const sameUrl = (left: string, right: string): boolean => left.replace(/\/+$/, '') === right.replace(/\/+$/, '');
