import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aloneValue, type FlagDefinition } from '../../../sandbox/tools/kubectl/flags.ts';
import { findVerb, flagsOf } from '../../../sandbox/tools/kubectl/command-line.ts';
import { verbs } from '../../../sandbox/tools/kubectl/verbs/index.ts';

interface RecordedFlag {
  readonly name: string;
  readonly shorthand?: string;
  /** Whether it needs a value. */
  readonly value: boolean;
}

/** Command → its flags, of a real kubectl (scripts/record-kubectl-flags.mjs). */
const recorded = JSON.parse(
  gunzipSync(readFileSync(new URL('../../goldens/kubectl/flags.json.gz', import.meta.url))).toString(),
) as { readonly [command: string]: readonly RecordedFlag[] };

const problemsOf = (flags: readonly RecordedFlag[], ours: readonly FlagDefinition[]): readonly string[] =>
  flags.flatMap(({ name, shorthand, value }) => {
    const found = ours.find((flag) => flag.name === name);
    if (found === undefined) return [`--${name}${value ? '' : ' (bool)'} is not known`];
    if (shorthand !== undefined && found.shorthand !== shorthand) return [`--${name} has no -${shorthand}`];
    const standsAlone = aloneValue(found) !== undefined;
    return standsAlone || value ? [] : [`--${name} needs a value`];
  });

describe('flags of the real kubectl', () => {
  it.each(Object.entries(recorded).filter(([command]) => command !== ''))('%s', (command, flags) => {
    const found = findVerb(command.split(' '), verbs);
    expect(found.path, 'there is such a command').toBe(`kubectl ${command}`);
    expect(found.verb === undefined ? [] : problemsOf(flags, flagsOf(found.verb))).toEqual([]);
  });

  it('those of every command', () => {
    expect(problemsOf(recorded[''] ?? [], flagsOf(verbs[0] ?? { name: '', usage: '', summary: '', arguments: 'none' }))).toEqual(
      [],
    );
  });
});
