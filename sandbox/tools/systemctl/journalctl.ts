import type { KernelLogEntry } from '../../host/kernel-log.ts';
import type { Machine } from '../../host/machine-types.ts';
import { defineProgram, type Program, type ProcessContext } from '../../host/program.ts';
import { readOptions, usageText, type Arguments, type Grammar } from '../linux/arguments.ts';
import { journalFormats } from './journal-text.ts';
import { PRIORITIES, type JournalEntry } from './journal.ts';
import type { ServiceManager } from './service-manager.ts';
import { pointInTime } from './time-words.ts';
import { unitName } from './unit.ts';

const grammar: Grammar = {
  flags: [
    'follow',
    'dmesg',
    'no-pager',
    'reverse',
    'catalog',
    'pager-end',
    'no-hostname',
    'no-full',
    'full',
    'all',
    'quiet',
    'utc',
    'no-tail',
    'system',
    'merge',
    'boot',
    'list-boots',
    'disk-usage',
  ],
  values: ['unit', 'since', 'until', 'identifier', 'priority', 'grep', 'output', 'lines'],
  names: {
    f: 'follow',
    k: 'dmesg',
    r: 'reverse',
    x: 'catalog',
    e: 'pager-end',
    l: 'full',
    a: 'all',
    q: 'quiet',
    m: 'merge',
    b: 'boot',
    u: 'unit',
    S: 'since',
    U: 'until',
    t: 'identifier',
    p: 'priority',
    g: 'grep',
    o: 'output',
    n: 'lines',
  },
  idle: { catalog: 'no entry has a further explanation' },
};

/** Without -n a follower begins with so many lines, and `-e` ends with more. */
const FOLLOW_LINES = 10;
const END_LINES = 1_000;

/** Shows the journal of the machine. Models journalctl(1); there is no pager, and a machine has had one boot. */
export function createJournalctl(managerOf: (machine: Machine) => ServiceManager | undefined): Program {
  return defineProgram({
    name: 'journalctl',
    summary: 'Print log entries from the systemd journal',
    async run(process) {
      const { stderr, stdout } = process;
      const options = readOptions({ args: withLines(process.args), stderr }, 'journalctl', grammar, usageText);
      if (options === undefined) return 1;
      const manager = managerOf(process.system.machine);
      if (manager === undefined) {
        stderr.write('No journal files were found.\n-- No entries --\n');
        return 1;
      }
      const missing = ['list-boots', 'disk-usage'].find((name) => options.has(name));
      if (missing !== undefined) {
        stderr.write(`journalctl: --${missing} is not simulated\n`);
        return 1;
      }
      const filter = filterOf(process, options);
      if (typeof filter === 'string') {
        stderr.write(`${filter}\n`);
        return 1;
      }
      const output = options.value('output') ?? 'short';
      const format = journalFormats[output];
      if (format === undefined) {
        stderr.write(`Unknown output format '${output}'; simulated are ${Object.keys(journalFormats).join(', ')}.\n`);
        return 1;
      }
      const host = options.has('no-hostname') ? '' : process.hostname;
      const lines = numberOfLines(options);
      if (lines === undefined) {
        stderr.write(`Failed to parse lines '${options.value('lines') ?? ''}'\n`);
        return 1;
      }
      const { machine } = process.system;
      const kernel = machine.kernelLog.entries.map(ofKernel);
      const found = [...kernel, ...manager.journal.entries].filter(filter).sort((one, other) => one.time - other.time);
      const shown = found.slice(Math.max(0, found.length - lines));
      for (const entry of options.has('reverse') ? shown.toReversed() : shown) stdout.write(format(entry, host));
      if (shown.length === 0 && !options.has('quiet') && !options.has('follow')) stdout.write('-- No entries --\n');
      if (options.has('follow')) await follow(process, manager, (entry) => filter(entry) && stdout.write(format(entry, host)));
      return 0;
    },
  });
}

const ofKernel = ({ time, text }: KernelLogEntry): JournalEntry => ({ time, text, identifier: 'kernel', priority: 'notice' });

/** `-n` may stand alone, and then means 10. */
function withLines(args: readonly string[]): readonly string[] {
  return args.map((arg, index) => {
    const alone = (arg === '-n' || arg === '--lines') && !/^(\d+|all|\+\d+)$/.test(args[index + 1] ?? '');
    return alone ? `--lines=${FOLLOW_LINES}` : arg;
  });
}

function numberOfLines(options: Arguments): number | undefined {
  const given = options.value('lines');
  if (given === 'all' || options.has('no-tail')) return Infinity;
  if (given !== undefined) return /^\d+$/.test(given) ? Number(given) : undefined;
  return options.has('follow') ? FOLLOW_LINES : options.has('pager-end') ? END_LINES : Infinity;
}

/** Which entries are wanted, or what is wrong with the options. */
function filterOf(process: ProcessContext, options: Arguments): ((entry: JournalEntry) => boolean) | string {
  const now = process.clock.now();
  const moments = new Map<string, number>();
  for (const name of ['since', 'until']) {
    const text = options.value(name);
    if (text === undefined) continue;
    const at = pointInTime(text, now);
    if (at === undefined) return `Failed to parse timestamp: ${text}`;
    moments.set(name, at);
  }
  const least = options.value('priority') ?? 'debug';
  const rank = /^[0-7]$/.test(least) ? Number(least) : PRIORITIES.findIndex((name) => name === least.replace(/^error$/, 'err'));
  if (rank < 0) return `Unknown log level ${least}`;
  const pattern = options.value('grep');
  const units = options.all('unit').map(unitName);
  const identifiers = options.all('identifier');
  const [match] = options.operands;
  if (match !== undefined) return `Matching fields of entries (${match}) is not simulated; use -u, -t, -p or -g.`;
  const text = pattern === undefined ? undefined : plainPattern(pattern);
  return (entry) =>
    (units.length === 0 || units.includes(entry.unit ?? '')) &&
    (identifiers.length === 0 || identifiers.includes(entry.identifier)) &&
    (!options.has('dmesg') || entry.identifier === 'kernel') &&
    PRIORITIES.indexOf(entry.priority) <= rank &&
    entry.time >= (moments.get('since') ?? -Infinity) &&
    entry.time <= (moments.get('until') ?? Infinity) &&
    (text === undefined || text(entry.text));
}

/** `--grep`: alternatives of plain words, in any case when there is no capital letter in it. */
function plainPattern(pattern: string): (text: string) => boolean {
  const words = pattern.split('|');
  const fold = pattern === pattern.toLowerCase();
  return (text) => words.some((word) => (fold ? text.toLowerCase() : text).includes(word));
}

async function follow(process: ProcessContext, manager: ServiceManager, take: (entry: JournalEntry) => void): Promise<void> {
  await process.clock.block<void>((wake) => {
    const { kernelLog } = process.system.machine;
    const cancels = [
      manager.journal.onEntry(take),
      kernelLog.onEntry((entry) => take(ofKernel(entry))),
      process.onSignal('SIGINT', () => wake()),
    ];
    return () => cancels.forEach((cancel) => cancel());
  });
}
