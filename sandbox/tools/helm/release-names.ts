import { HelmError } from './errors.ts';

const NAME = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';

/** What is wrong with the name of a release; undefined when nothing is. */
export function releaseNameProblem(name: string): string | undefined {
  if (name === '') return 'no name provided';
  return name.length > 53 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)
    ? `invalid release name, must match regex ${NAME} and the length must not be longer than 53`
    : undefined;
}

/** Throws HelmError with these words before the name. */
export function checkReleaseName(name: string, words: string): void {
  if (releaseNameProblem(name) !== undefined) throw new HelmError(`${words}: ${name}`);
}
