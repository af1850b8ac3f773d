const levels = ['alpha', 'beta', ''];

/**
 * Orders versions of an API by how far they have come: v1alpha2 before v1beta1 before v1 before v2, and any other word before all of these, in
 * reverse order of the alphabet. Models CompareKubeAwareVersionStrings in k8s.io/apimachinery/pkg/version.
 */
export function compareApiVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)];
  if (a === undefined || b === undefined) {
    if (a !== undefined || b !== undefined) return a === undefined ? -1 : 1;
    return left < right ? 1 : left > right ? -1 : 0;
  }
  return a.level - b.level || a.major - b.major || a.minor - b.minor;
}

function parts(version: string): { readonly level: number; readonly major: number; readonly minor: number } | undefined {
  const match = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version);
  if (match === null) return undefined;
  const [, major, level = '', minor = '0'] = match;
  return { level: levels.indexOf(level), major: Number(major), minor: Number(minor) };
}
