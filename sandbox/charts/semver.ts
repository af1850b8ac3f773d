/** A version as Masterminds/semver reads it: parts that are missing are zero. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
  readonly metadata: string;
  /** As it was written. */
  readonly original: string;
}

const NUMBER =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** Undefined when the text is no version. Models NewVersion of Masterminds/semver v3. */
export function parseVersion(text: string): Version | undefined {
  if (text.length > 256) return undefined;
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease = '', metadata = ''] = match;
  if (prerelease.split('.').some((part) => /^0\d+$/.test(part))) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease, metadata, original: text };
}

/** `1.2.3-rc.1+build`, without a leading v. */
export function versionText({ major, minor, patch, prerelease, metadata }: Version): string {
  return `${major}.${minor}.${patch}${prerelease === '' ? '' : `-${prerelease}`}${metadata === '' ? '' : `+${metadata}`}`;
}

/** Negative when left is older. */
export function compareVersions(left: Version, right: Version): number {
  return (
    left.major - right.major ||
    left.minor - right.minor ||
    left.patch - right.patch ||
    comparePrereleases(left.prerelease, right.prerelease)
  );
}

function comparePrereleases(left: string, right: string): number {
  if (left === right) return 0;
  if (left === '') return 1;
  if (right === '') return -1;
  const a = left.split('.');
  const b = right.split('.');
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x, y] = [a[index], b[index]];
    if (x === y) continue;
    if (x === undefined) return -1;
    if (y === undefined) return 1;
    const [numberX, numberY] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numberX && numberY) return Number(x) - Number(y);
    if (numberX !== numberY) return numberX ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return 0;
}

interface Part {
  readonly operator: string;
  readonly version: Version;
  /** Which parts were left out or are `x`. */
  readonly minorDirty: boolean;
  readonly patchDirty: boolean;
  readonly dirty: boolean;
  readonly original: string;
}

/** A condition on versions such as `^1.2 || >=3, <4`. */
export interface Constraint {
  check(version: Version): boolean;
  /** Why a version does not fit, the first reason of each alternative. */
  problems(version: Version): string[];
}

const PART =
  /^(=|!=|>|<|>=|=>|<=|=<|~|~>|\^)?\s*(v?([0-9|x|X|*]+)(\.[0-9|x|X|*]+)?(\.[0-9|x|X|*]+)?(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)$/;
const VERSION = String.raw`v?[0-9|x|X|*]+(?:\.[0-9|x|X|*]+)?(?:\.[0-9|x|X|*]+)?(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`;
const OPERATORS = String.raw`(?:=<|=>|<=|>=|!=|~>|=|>|<|~|\^)?`;
const RANGE = new RegExp(String.raw`\s*(${VERSION})\s+-\s+(${VERSION})\s*`, 'g');
const VALID = new RegExp(String.raw`^(\s*${OPERATORS}\s*${VERSION}\s*)((?:\s+|,\s*)${OPERATORS}\s*${VERSION}\s*)*$`);
const EACH = new RegExp(String.raw`${OPERATORS}\s*${VERSION}`, 'g');

/** Undefined when the text is no constraint. Models NewConstraint of Masterminds/semver v3. */
export function parseConstraint(text: string): Constraint | undefined {
  if (text.length > 4_096) return undefined;
  const alternatives: Part[][] = [];
  // Blanks by ones: the patterns would try every way to part longer runs.
  for (const alternative of text.replace(/\s+/g, ' ').replace(RANGE, '>=$1, <=$2 ').split('||')) {
    if (!VALID.test(alternative)) return undefined;
    const parts = (alternative.match(EACH) ?? []).map(parsePart);
    if (parts.some((part) => part === undefined)) return undefined;
    alternatives.push(parts as Part[]);
  }
  const reasonsOf = (version: Version): (string | undefined)[] => {
    const anyPrerelease = alternatives.map((parts) => parts.some(({ version: { prerelease } }) => prerelease !== ''));
    return alternatives.map((parts, index) => {
      for (const part of parts) {
        const reason = reasonAgainst(part, version, anyPrerelease[index] === true);
        if (reason !== undefined) return reason;
      }
      return undefined;
    });
  };
  return {
    check: (version) => reasonsOf(version).some((reason) => reason === undefined),
    problems: (version) => reasonsOf(version).filter((reason) => reason !== undefined),
  };
}

function parsePart(text: string): Part | undefined {
  const match = PART.exec(text.trim());
  if (match === null) return undefined;
  const [, operator = '', original = '', major = '', minor = '', patch = '', prerelease = ''] = match;
  const isX = (part: string): boolean => ['x', 'X', '*'].includes(part.replace(/^\./, ''));
  let [minorDirty, patchDirty, dirty] = [false, false, false];
  let written = original;
  if (isX(major) || major === '') {
    written = `0.0.0${prerelease}`;
    dirty = true;
  } else if (isX(minor) || minor === '') {
    minorDirty = dirty = true;
    written = `${major}.0.0${prerelease}`;
  } else if (isX(patch) || patch === '') {
    patchDirty = dirty = true;
    written = `${major}${minor}.0${prerelease}`;
  }
  const version = parseVersion(written);
  return version === undefined ? undefined : { operator, version, minorDirty, patchDirty, dirty, original };
}

/** Why a version does not fit a part of a constraint; undefined when it does. */
function reasonAgainst(part: Part, version: Version, anyPrerelease: boolean): string | undefined {
  const shown = versionText(version);
  if (version.prerelease !== '' && part.version.prerelease === '' && !anyPrerelease)
    return `${shown} is a prerelease version and the constraint is only looking for release versions`;
  const order = compareVersions(version, part.version);
  const sameMajor = version.major === part.version.major;
  const sameMinor = version.minor === part.version.minor;
  const { original, minorDirty, patchDirty, dirty } = part;
  switch (part.operator) {
    case '!=':
      if (dirty) {
        if (!sameMajor || (!sameMinor && !minorDirty)) return undefined;
        if (minorDirty || patchDirty) return `${shown} is equal to ${original}`;
      }
      return order === 0 ? `${shown} is equal to ${original}` : undefined;
    case '>': {
      const reason = `${shown} is less than or equal to ${original}`;
      if (!dirty) return order > 0 ? undefined : reason;
      if (version.major > part.version.major) return undefined;
      if (version.major < part.version.major || minorDirty) return reason;
      if (patchDirty) return version.minor > part.version.minor ? undefined : reason;
      return order > 0 ? undefined : reason;
    }
    case '<':
      return order < 0 ? undefined : `${shown} is greater than or equal to ${original}`;
    case '>=':
    case '=>':
      return order >= 0 ? undefined : `${shown} is less than ${original}`;
    case '<=':
    case '=<': {
      const reason = `${shown} is greater than ${original}`;
      if (!dirty) return order <= 0 ? undefined : reason;
      if (version.major > part.version.major) return reason;
      return sameMajor && version.minor > part.version.minor && !minorDirty ? reason : undefined;
    }
    case '~':
    case '~>':
      return tilde(part, version, order, shown);
    case '^':
      return caret(part, version, order, shown);
    default:
      // `=` with a part left out stands for a range.
      if (dirty) return tilde(part, version, order, shown);
      return order === 0 ? undefined : `${shown} is not equal to ${original}`;
  }
}

function tilde(
  { version: wanted, minorDirty, original }: Part,
  version: Version,
  order: number,
  shown: string,
): string | undefined {
  if (order < 0) return `${shown} is less than ${original}`;
  // `~0.0.0` without more stands for any version.
  if (wanted.major === 0 && wanted.minor === 0 && wanted.patch === 0 && !minorDirty && /^v?[xX*]/.test(original))
    return undefined;
  if (version.major !== wanted.major) return `${shown} does not have same major version as ${original}`;
  if (version.minor !== wanted.minor && !minorDirty) return `${shown} does not have same major and minor version as ${original}`;
  return undefined;
}

function caret(
  { version: wanted, minorDirty, patchDirty, original }: Part,
  version: Version,
  order: number,
  shown: string,
): string | undefined {
  if (order < 0) return `${shown} is less than ${original}`;
  if (wanted.major > 0 || minorDirty) {
    if (/^v?[xX*]/.test(original)) return undefined;
    return version.major === wanted.major ? undefined : `${shown} does not have same major version as ${original}`;
  }
  if (/^v?[xX*]/.test(original)) return undefined;
  if (version.major > wanted.major) return `${shown} does not have same major version as ${original}`;
  if (wanted.minor > 0 || patchDirty)
    return version.minor === wanted.minor
      ? undefined
      : `${shown} does not have same minor version as ${original}. Expected minor versions to match when constraint major version is 0`;
  if (version.minor > wanted.minor)
    return `${shown} does not have same minor version as ${original}. Expected minor versions to match when constraint major version is 0`;
  return version.patch === wanted.patch
    ? undefined
    : `${shown} does not equal ${original}. Expect version and constraint to equal when major and minor versions are 0`;
}

/** Whether a version fits a constraint; false when one of them is none. */
export function isCompatible(constraint: string, version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && (parseConstraint(constraint)?.check(parsed) ?? false);
}
