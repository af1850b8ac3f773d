/**
 * The form in which descriptions are written, one line each:
 *
 *     io.k8s.api.core.v1            the package of the types that follow
 *     Secret as ConfigMap: Text.    a type; what it leaves out is said as for the type behind `as`, of its package or of meta/v1
 *       data: Text.                 a field of that type
 *     *                             fields that mean the same in the whole package (those of meta/v1: everywhere)
 */
export interface DescriptionEntries {
  /** Text by `package.Type`, `package.Type.field` and `package.*.field`. */
  readonly texts: ReadonlyMap<string, string>;
  /** The type that a type takes its other fields from, both as `package.Type`. */
  readonly like: ReadonlyMap<string, string>;
}

export const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Throws Error for a line that has none of these forms and for what is said twice. */
export function readDescriptions(sources: readonly string[]): DescriptionEntries {
  const texts = new Map<string, string>();
  const like = new Map<string, string>();
  const likeNames: (readonly [type: string, home: string, name: string])[] = [];
  const put = (key: string, text: string): void => {
    if (texts.has(key)) throw new Error(`${key} is described twice`);
    texts.set(key, text);
  };
  for (const source of sources) {
    let home = '';
    let type = '';
    for (const line of source.split('\n')) {
      const [, indent, name = '', as, text] = /^( {2})?(\S+?)(?: as (\w+))?(?:: (.+))?$/.exec(line) ?? [];
      if (line === '') continue;
      if (indent !== undefined && text !== undefined) put(`${type}.${name}`, text);
      else if (name === '*') type = `${home}.*`;
      else if (text !== undefined) {
        type = `${home}.${name}`;
        put(type, text);
        if (as !== undefined) likeNames.push([type, home, as]);
      } else if (/^[a-z][\w.-]*$/.test(line)) home = line;
      else throw new Error(`no description: ${line}`);
    }
  }
  for (const [type, home, name] of likeNames) {
    const found = [home, META].map((one) => `${one}.${name}`).find((one) => texts.has(one));
    if (found === undefined) throw new Error(`${type} is said to be like ${name}, which is not described`);
    like.set(type, found);
  }
  return { texts, like };
}
