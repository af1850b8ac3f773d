import { compareVersions, parseConstraint, parseVersion, versionText, type Version } from '../../semver.ts';
import { GoError, GoInt, GoStruct, type GoCallable } from '../values.ts';
import { fn, type FunctionTable } from './define.ts';

function versionOf(text: string): Version {
  const version = parseVersion(text);
  if (version === undefined) throw new GoError('invalid semantic version');
  return version;
}

/** `*semver.Version` with the methods that templates call. */
export function versionValue(version: Version): GoStruct {
  const number = (value: number): GoCallable => fn([], () => new GoInt('uint64', BigInt(value)));
  const next = (change: Partial<Version>): GoCallable =>
    fn([], () => {
      const changed = { ...version, prerelease: '', metadata: '', ...change };
      return versionValue({ ...changed, original: `${version.original.startsWith('v') ? 'v' : ''}${versionText(changed)}` });
    });
  const { major, minor, patch, prerelease } = version;
  const other = (value: GoStruct): Version => value.options.native as Version;
  const compare = (test: (order: number) => boolean): GoCallable =>
    fn(['any'], (value: GoStruct) => test(compareVersions(version, other(value))));
  return new GoStruct('*semver.Version', new Map(), {
    native: version,
    text: () => versionText(version),
    json: () => versionText(version),
    methods: new Map<string, GoCallable>([
      ['Major', number(major)],
      ['Minor', number(minor)],
      ['Patch', number(patch)],
      ['Prerelease', fn([], () => prerelease)],
      ['Metadata', fn([], () => version.metadata)],
      ['Original', fn([], () => version.original)],
      ['String', fn([], () => versionText(version))],
      ['IncMajor', next({ major: major + 1, minor: 0, patch: 0 })],
      ['IncMinor', next({ minor: minor + 1, patch: 0 })],
      ['IncPatch', next(prerelease === '' ? { patch: patch + 1 } : {})],
      ['Compare', fn(['any'], (value: GoStruct) => BigInt(Math.sign(compareVersions(version, other(value)))))],
      ['Equal', compare((order) => order === 0)],
      ['LessThan', compare((order) => order < 0)],
      ['GreaterThan', compare((order) => order > 0)],
      ['LessThanEqual', compare((order) => order <= 0)],
      ['GreaterThanEqual', compare((order) => order >= 0)],
    ]),
  });
}

export const versionFunctions: FunctionTable = {
  semver: fn(['string'], (text: string) => versionValue(versionOf(text))),
  semverCompare: fn(['string', 'string'], (constraint: string, text: string) => {
    const parsed = parseConstraint(constraint);
    if (parsed === undefined) throw new GoError(`improper constraint: ${constraint}`);
    return parsed.check(versionOf(text));
  }),
};
