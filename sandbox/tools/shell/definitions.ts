import { literalText, type Assignment, type FunctionDefinition, type SimpleCommand } from './syntax.ts';

/** What the library does not hand over with the other variables: functions that were defined, and the names of lists that scripts speak of. */
export class Definitions {
  readonly functions: Map<string, FunctionDefinition> = new Map();
  readonly lists = new Set<string>();

  /** Looks for lists in a piece of a syntax tree and everything below it. */
  noteLists(node: unknown): void {
    if (Array.isArray(node)) for (const item of node) this.noteLists(item);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { type } = node as { readonly type?: unknown };
    if (type === 'Assignment') {
      const { name, array } = node as Assignment;
      if (array !== null || name.includes('[')) this.lists.add(name.replace(/\[.*/, ''));
    } else if (type === 'SimpleCommand') {
      for (const name of listsOf(node as SimpleCommand)) this.lists.add(name);
    }
    for (const value of Object.values(node)) if (typeof value === 'object') this.noteLists(value);
  }

  copyFrom({ functions, lists }: Definitions): void {
    for (const [name, definition] of functions) this.functions.set(name, definition);
    for (const name of lists) this.lists.add(name);
  }
}

/** Lists that a builtin makes: `declare -a x`, `read -a x`, `mapfile x`. */
function listsOf({ name, args }: SimpleCommand): readonly string[] {
  const command = literalText(name) ?? '';
  const words = args.map(({ parts: [first] }) => (first?.type === 'Literal' ? first.value : ''));
  if (command === 'mapfile' || command === 'readarray') return words.filter((word) => /^[A-Za-z_]\w*$/.test(word)).slice(-1);
  const makes = words.some((word) => /^-[a-zA-Z]*[aA]/.test(word));
  if (!makes || !/^(declare|typeset|local|readonly|export|read)$/.test(command)) return [];
  return words.flatMap((word) => /^([A-Za-z_]\w*)/.exec(word)?.[1] ?? []);
}
