import { objectName, type Mapping } from '../discovery.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { choosePrinter } from './choose.ts';

export type DryRun = 'none' | 'client' | 'server';

/** What `--dry-run` asks for. Throws CommandError in kubectl's words. */
export function dryRunOf(invocation: Invocation): DryRun {
  const value = invocation.flags.string('dry-run');
  if (value === 'none' || value === 'client' || value === 'server') return value;
  if (value === 'unchanged') {
    invocation.log('W', 'helpers.go:719', '--dry-run is deprecated and can be replaced with --dry-run=client.');
    return 'client';
  }
  const [yes, no] = [
    ['1', 't', 'T', 'true', 'TRUE', 'True'],
    ['0', 'f', 'F', 'false', 'FALSE', 'False'],
  ];
  if (yes.includes(value) || no.includes(value)) {
    const instead = yes.includes(value) ? 'client' : 'none';
    invocation.log(
      'W',
      `helpers.go:${instead === 'client' ? 733 : 736}`,
      `--dry-run=${yes.includes(value)} is deprecated (boolean value) and can be replaced with --dry-run=${instead}.`,
    );
    return instead;
  }
  throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

const NOTES: { readonly [mode in DryRun]: string } = { none: '', client: ' (dry run)', server: ' (server dry run)' };

export interface ResultPrinter {
  /** Tells of one object: as `-o` wants it, else `deployment.apps/web created`. */
  print(mapping: Mapping, object: object, operation: string): void;
}

/** How a command that changes objects tells what it did. */
export function resultPrinter(
  invocation: Invocation,
  dryRun: DryRun,
  options: { readonly keepOrder?: boolean } = {},
): ResultPrinter {
  const chosen = choosePrinter(invocation, options);
  return {
    print(mapping, object, operation) {
      if (chosen === undefined) {
        const metadata = (object as { readonly metadata?: { readonly name?: string } }).metadata;
        invocation.line(`${objectName(mapping, metadata?.name ?? '')} ${operation}${NOTES[dryRun]}`);
      } else invocation.out(chosen.print({ object, mapping }));
    },
  };
}
