import { anyText, either, isPlain, listOf, mapping, oneOrMore, optional, record, scalar, text } from '../pack/shape.ts';
import { kindsInFiles, meaningOf, sameResource, type Meaning } from './command-meaning.ts';
import { defineCheck, fails, holds, type RanCommand } from './define-check.ts';

const flag = either<string | boolean>('text, or true for a flag that is given at all', {
  test: isPlain,
  shape: scalar('text or true', { type: ['string', 'number', 'boolean'] }, flagValue),
});

function flagValue(value: unknown): string | boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const shape = record({
  program: optional(text),
  verb: optional(oneOrMore(text)),
  resource: optional(text),
  name: optional(text),
  namespace: optional(text),
  flags: optional(mapping(flag)),
  args: optional(listOf(anyText)),
  exitCode: optional(
    scalar('a number or `any`', { anyOf: [{ type: 'number' }, { const: 'any' }] }, (value) =>
      value === 'any' || typeof value === 'number' ? value : undefined,
    ),
  ),
});

/** Exit code of a command that was stopped with Ctrl-C. */
const INTERRUPTED = 130;

/** A command with this meaning has been run. */
export const ran = defineCheck({
  type: 'ran',
  shape,
  byCommand: true,
  label: ({ program = 'kubectl', verb = [], resource, name }) =>
    ['you ran', program, verb.join(' or '), resource, name].filter((word) => word !== undefined && word !== '').join(' '),
  async evaluate(value, world) {
    const { program = 'kubectl', exitCode = 0 } = value;
    // What watches or follows is ended by Ctrl-C, and has shown what it was asked for.
    const ends = exitCode === 0 ? [0, INTERRUPTED] : [exitCode];
    const said = value.verb === undefined ? program : `${program} ${value.verb.join(' or ')}`;
    const same = world.commands.filter(({ argv }) => programOf(argv) === program);
    if (same.length === 0) return fails(`no \`${said}\` has been run yet`);
    let nearest: string | undefined;
    for (const command of same) {
      const meaning = meaningOf(command.argv);
      const named =
        meaning.resources.length > 0 ? meaning : { ...meaning, ...kindsInFiles(meaning, (path) => world.readFile(path)) };
      const missing = missingOf(value, named, world.kinds);
      if (missing === undefined) {
        if (exitCode === 'any' || ends.includes(command.exitCode)) return holds;
        nearest = `\`${shown(command)}\` ended with the exit code ${command.exitCode}, expected ${exitCode}`;
      } else if (missing !== 'verb') nearest = `\`${shown(command)}\`: expected ${missing}`;
    }
    return fails(nearest ?? `no \`${said}\` has been run yet`);
  },
});

function programOf(argv: readonly string[]): string {
  return (argv[0] ?? '').split('/').at(-1) ?? '';
}

function shown({ argv }: RanCommand): string {
  return argv.join(' ').slice(0, 100);
}

/** What the command lacks, in words; `verb` for another verb; undefined when nothing. */
function missingOf(
  wanted: {
    readonly verb?: readonly string[];
    readonly resource?: string;
    readonly name?: string;
    readonly namespace?: string;
  } & {
    readonly flags?: { readonly [name: string]: string | boolean };
    readonly args?: readonly string[];
  },
  meaning: Meaning,
  kinds: Parameters<typeof sameResource>[2],
): string | undefined {
  if (wanted.verb !== undefined && !wanted.verb.includes(meaning.verb)) return 'verb';
  const { resource } = wanted;
  if (resource !== undefined && !meaning.resources.some((given) => sameResource(given, resource, kinds)))
    return `the resource ${resource}`;
  if (wanted.name !== undefined && !meaning.names.includes(wanted.name)) return `the name ${wanted.name}`;
  if (wanted.namespace !== undefined && (meaning.namespace ?? 'default') !== wanted.namespace)
    return `the namespace ${wanted.namespace}`;
  for (const [name, value] of Object.entries(wanted.flags ?? {})) {
    const given = meaning.flags[name];
    if (value === false ? given !== undefined && given !== 'false' : given === undefined)
      return `${value === false ? 'no ' : ''}--${name}`;
    if (typeof value === 'string' && given !== value) return `--${name}=${value}`;
  }
  const absent = wanted.args?.find((word) => !meaning.words.includes(word));
  return absent === undefined ? undefined : `the word ${absent}`;
}
