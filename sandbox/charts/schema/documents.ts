import { ChartError } from '../chart-error.ts';
import type { GoValue } from '../template/index.ts';

/** Versions of JSON Schema by their numbers. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

const drafts: readonly (readonly [string, Draft])[] = [
  ['json-schema.org/draft-04/schema', 4],
  ['json-schema.org/draft-06/schema', 6],
  ['json-schema.org/draft-07/schema', 7],
  ['json-schema.org/draft/2019-09/schema', 2019],
  ['json-schema.org/draft/2020-12/schema', 2020],
];

export function draftOf(schema: GoValue): Draft {
  const declared = schema instanceof Map ? schema.get('$schema') : undefined;
  if (typeof declared !== 'string') return 2020;
  return drafts.find(([name]) => declared.includes(name))?.[1] ?? 2020;
}

/** Schemas by the addresses that references use, so that `$ref` finds them. */
export class Documents {
  private readonly byAddress = new Map<string, GoValue>();

  constructor(base: string, schema: GoValue) {
    this.add(base, schema);
  }

  /** Notes a document and every part of it that has an address of its own. */
  add(base: string, schema: GoValue): void {
    this.byAddress.set(base, schema);
    this.note(schema, base, 0);
  }

  private note(schema: GoValue, base: string, depth: number): void {
    if (depth > 200) return;
    if (Array.isArray(schema)) {
      for (const item of schema) this.note(item, base, depth + 1);
      return;
    }
    if (!(schema instanceof Map)) return;
    let here = base;
    const id = schema.get('$id') ?? schema.get('id');
    if (typeof id === 'string' && id !== '') {
      here = absolute(id, base);
      this.byAddress.set(here.replace(/#$/, ''), schema);
      if (here.includes('#')) here = base;
    }
    this.bases.set(schema, here);
    for (const key of ['$anchor', '$dynamicAnchor']) {
      const anchor = schema.get(key);
      if (typeof anchor === 'string') this.byAddress.set(`${here}#${anchor}`, schema);
    }
    for (const [key, value] of schema) {
      if (key !== 'enum' && key !== 'const' && key !== 'default' && key !== 'examples') this.note(value, here, depth + 1);
    }
  }

  private readonly bases = new Map<GoValue, string>();

  /** The address that references within a schema begin from. */
  baseOf(schema: GoValue, otherwise: string): string {
    return this.bases.get(schema) ?? otherwise;
  }

  hasAnchor(base: string, anchor: string): boolean {
    return this.byAddress.has(`${base}#${anchor}`);
  }

  /** What a reference leads to. Throws ChartError when it leads nowhere. */
  resolve(reference: string, base: string): { readonly schema: GoValue; readonly base: string } {
    const address = absolute(reference, base);
    const exact = this.byAddress.get(address.replace(/#$/, ''));
    if (exact !== undefined) return { schema: exact, base: this.baseOf(exact, address.replace(/#.*$/, '')) };
    const hash = address.indexOf('#');
    const document = this.byAddress.get(hash < 0 ? address : address.slice(0, hash));
    if (document === undefined) {
      if (/^https?:/.test(address))
        throw new ChartError(
          `failing loading ${JSON.stringify(address.replace(/#.*$/, ''))}: schemas of other hosts are not fetched`,
        );
      throw new ChartError(
        `failing loading ${JSON.stringify(address.replace(/#.*$/, ''))}: open ${address.replace(/#.*$/, '').replace(/^file:\/\//, '')}: no such file or directory`,
      );
    }
    let schema: GoValue = document;
    for (const part of decodeURIComponent(address.slice(hash + 1))
      .split('/')
      .slice(1)) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const next: GoValue | undefined =
        schema instanceof Map ? schema.get(name) : Array.isArray(schema) ? schema[Number(name)] : undefined;
      if (next === undefined) throw new ChartError(`json-pointer in ${JSON.stringify(address)} not found`);
      schema = next;
    }
    return { schema, base: this.baseOf(schema, address.slice(0, hash)) };
  }
}

function absolute(reference: string, base: string): string {
  if (reference.startsWith('#')) return base.replace(/#.*$/, '') + (reference === '#' ? '' : reference);
  try {
    return new URL(reference, base).href.replace(/#$/, '');
  } catch {
    return reference;
  }
}
