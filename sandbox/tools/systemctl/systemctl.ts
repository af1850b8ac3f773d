import type { Machine } from '../../host/machine-types.ts';
import { defineProgram, type Program, type ProcessContext } from '../../host/program.ts';
import { parseSignal } from '../../host/signals.ts';
import { readOptions, usageText, type Arguments, type Grammar } from '../linux/arguments.ts';
import { formatColumns, type Column } from '../linux/columns.ts';
import { WANTS, type ServiceManager, type Unit } from './service-manager.ts';
import { unitName } from './unit.ts';
import { LEGEND, statusText } from './unit-status.ts';

const grammar: Grammar = {
  flags: [
    'no-pager',
    'full',
    'all',
    'now',
    'quiet',
    'no-legend',
    'failed',
    'no-block',
    'system',
    'plain',
    'value',
    'force',
    'help',
    'version',
  ],
  values: ['lines', 'type', 'state', 'property', 'signal', 'output'],
  names: {
    l: 'full',
    a: 'all',
    q: 'quiet',
    f: 'force',
    n: 'lines',
    t: 'type',
    p: 'property',
    s: 'signal',
    o: 'output',
    h: 'help',
  },
};

interface Context {
  readonly process: ProcessContext;
  readonly machine: Machine;
  readonly manager: ServiceManager;
  readonly options: Arguments;
  /** Names of units, with their endings. */
  readonly names: readonly string[];
}

type Verb = {
  readonly what: string;
  /** Needs the name of a unit. */
  readonly unit?: boolean;
  /** Only root may. */
  readonly root?: boolean;
  run(context: Context): Promise<number> | number;
};

/** Controls the services of the machine. Models systemctl(1). */
export function createSystemctl(managerOf: (machine: Machine) => ServiceManager | undefined): Program {
  return defineProgram({
    name: 'systemctl',
    summary: 'Look at and control the services of the machine',
    async run(process) {
      const { stderr, stdout } = process;
      const options = readOptions(process, 'systemctl', grammar, usageText);
      if (options === undefined) return 1;
      if (options.has('version')) {
        stdout.write('systemd 255 (255.4-1ubuntu8.8)\n');
        return 0;
      }
      if (options.has('help')) {
        stdout.write(`systemctl [OPTIONS...] COMMAND ...\n\n${helpText()}`);
        return 0;
      }
      const { machine } = process.system;
      const manager = managerOf(machine);
      if (manager === undefined) {
        stderr.write(
          "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n",
        );
        return 1;
      }
      const [word = 'list-units', ...operands] = options.operands;
      const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
      if (verb === undefined) {
        stderr.write(`Unknown command verb '${word}'.\n`);
        return 1;
      }
      if (verb.unit && operands.length === 0) {
        stderr.write('Too few arguments.\n');
        return 1;
      }
      if (verb.root && process.user.uid !== 0) {
        stderr.write(`Failed to ${word} ${operands.map(unitName).join(' ')}: Access denied\n`.replace(' :', ':'));
        return 4;
      }
      return verb.run({ process, machine, manager, options, names: operands.map(unitName) });
    },
  });
}

/** Does something with each unit that is named; says which are not there. */
async function onEach(
  word: string,
  { manager, process, names }: Context,
  act: (unit: Unit) => Promise<void> | void,
): Promise<number> {
  let code = 0;
  for (const name of names) {
    const unit = manager.find(name);
    if (unit === undefined) {
      process.stderr.write(`Failed to ${word} ${name}: Unit ${name} ${word === 'stop' ? 'not loaded' : 'not found'}.\n`);
      code = 5;
    } else await act(unit);
  }
  return code;
}

const stop = (context: Context): Promise<number> =>
  onEach('stop', context, async ({ definition }) => {
    await context.manager.stopInOrder(definition.name);
    const socket = definition.triggeredBy;
    if (socket !== undefined && context.manager.isActive(socket) && !context.names.includes(socket))
      context.process.stderr.write(`Stopping '${definition.name}', but its triggering units are still active:\n${socket}\n`);
  });

const start = (context: Context): Promise<number> =>
  onEach('start', context, ({ definition }) => context.manager.start(definition.name));

async function enable(context: Context, enabled: boolean): Promise<number> {
  const { manager, process, names, options } = context;
  for (const name of names) {
    const unit = manager.find(name);
    if (unit === undefined) {
      process.stderr.write(`Failed to ${enabled ? 'enable' : 'disable'} unit: Unit file ${name} does not exist.\n`);
      return 1;
    }
    if (unit.enabled !== enabled) {
      const path = `${WANTS}/${name}`;
      const file = Object.keys(unit.definition.files)[0] ?? '';
      process.stderr.write(enabled ? `Created symlink ${path} → ${file}.\n` : `Removed "${path}".\n`);
    }
    manager.setEnabled(name, enabled);
  }
  if (!options.has('now')) return 0;
  return enabled ? start(context) : stop(context);
}

/** Prints a word for each unit; the exit code is that of `is-active` and the like. */
function each(
  { manager, process, options, names }: Context,
  word: (unit: Unit) => string,
  good: (unit: Unit) => boolean,
  bad: number,
): number {
  let isGood = false;
  for (const name of names) {
    const unit = manager.find(name);
    if (!options.has('quiet')) process.stdout.write(`${unit === undefined ? 'inactive' : word(unit)}\n`);
    isGood ||= unit !== undefined && good(unit);
  }
  return isGood ? 0 : bad;
}

const verbs: { readonly [word: string]: Verb } = {
  'list-units': { what: 'List units currently in memory', run: listUnits },
  'list-unit-files': { what: 'List installed unit files', run: listUnitFiles },
  status: { what: 'Show runtime status of one or more units', run: status },
  show: { what: 'Show properties of one or more units', unit: true, run: show },
  cat: { what: 'Show files and drop-ins of specified units', unit: true, run: cat },
  'is-active': {
    what: 'Check whether units are active',
    unit: true,
    run: (context) =>
      each(
        context,
        ({ active }) => active,
        ({ active }) => active === 'active',
        3,
      ),
  },
  'is-failed': {
    what: 'Check whether units are failed',
    unit: true,
    run: (context) =>
      each(
        context,
        ({ active }) => active,
        ({ active }) => active === 'failed',
        1,
      ),
  },
  'is-enabled': { what: 'Check whether unit files are enabled', unit: true, run: isEnabled },
  start: { what: 'Start (activate) one or more units', unit: true, root: true, run: start },
  stop: { what: 'Stop (deactivate) one or more units', unit: true, root: true, run: stop },
  restart: {
    what: 'Start or restart one or more units',
    unit: true,
    root: true,
    run: (context) =>
      onEach('restart', context, async ({ definition }) => {
        await context.manager.stopInOrder(definition.name);
        context.manager.start(definition.name);
      }),
  },
  enable: { what: 'Enable one or more unit files', unit: true, root: true, run: (context) => enable(context, true) },
  disable: { what: 'Disable one or more unit files', unit: true, root: true, run: (context) => enable(context, false) },
  kill: {
    what: 'Send signal to processes of a unit',
    unit: true,
    root: true,
    async run(context) {
      const given = context.options.value('signal') ?? 'SIGTERM';
      const signal = parseSignal(given);
      if (signal === undefined) {
        context.process.stderr.write(`Failed to parse signal string ${given}.\n`);
        return 1;
      }
      return onEach('kill', context, ({ process: main }) => main?.kill(signal));
    },
  },
  'reset-failed': { what: 'Reset failed state for all units', root: true, run: ({ manager }) => (manager.resetFailed(), 0) },
  'daemon-reload': { what: 'Reload systemd manager configuration', root: true, run: daemonReload },
};

function helpText(): string {
  const width = Math.max(...Object.keys(verbs).map((word) => word.length)) + 2;
  return Object.entries(verbs)
    .map(([word, { what }]) => `  ${word.padEnd(width)}${what}\n`)
    .join('');
}

function status({ manager, machine, process, options, names }: Context): number {
  const lines = Number(options.value('lines') ?? 10);
  if (names.length === 0) {
    const failed = manager.units.filter(({ active }) => active === 'failed').length;
    process.stdout.write(
      `● ${machine.hostname}\n    State: ${failed === 0 ? 'running' : 'degraded'}\n    Units: ${manager.units.length} loaded (incl. loaded aliases)\n     Jobs: 0 queued\n   Failed: ${failed} units\n`,
    );
    return 0;
  }
  let code = 0;
  for (const [index, name] of names.entries()) {
    const unit = manager.find(name);
    if (unit === undefined) {
      process.stderr.write(`Unit ${name} could not be found.\n`);
      code = 4;
      continue;
    }
    if (index > 0) process.stdout.write('\n');
    process.stdout.write(statusText(unit, { machine, manager, now: process.clock.now(), lines }));
    if (unit.active !== 'active' && code === 0) code = 3;
  }
  return code;
}

function chosen({ manager, options, names }: Context): readonly Unit[] {
  const types = options.value('type')?.split(',');
  const states = options.has('failed') ? ['failed'] : options.value('state')?.split(',');
  return manager.units.filter(
    ({ definition: { name }, active, sub }) =>
      (names.length === 0 || names.includes(name)) &&
      (types === undefined || types.includes(name.slice(name.lastIndexOf('.') + 1))) &&
      (states === undefined || states.includes(active) || states.includes(sub)),
  );
}

function listUnits(context: Context): number {
  const { options, process } = context;
  const all = options.has('all') || options.has('failed') || options.value('state') !== undefined;
  const units = chosen(context).filter(({ active }) => all || active !== 'inactive');
  const mark = ({ active }: Unit): string => (active === 'failed' ? '●' : ' ');
  const columns: readonly Column<Unit>[] = [
    { heading: ' ', value: mark },
    { heading: 'UNIT', value: ({ definition }) => definition.name },
    { heading: 'LOAD', value: () => 'loaded' },
    { heading: 'ACTIVE', value: ({ active }) => active },
    { heading: 'SUB', value: ({ sub }) => sub },
    { heading: 'DESCRIPTION', value: ({ definition }) => definition.description },
  ];
  const legend = !options.has('no-legend');
  if (units.length > 0) process.stdout.write(formatColumns(columns, units, { headings: legend }));
  if (!legend) return 0;
  const hint = all
    ? "To show all installed unit files use 'systemctl list-unit-files'."
    : "Pass --all to see loaded but inactive units, too.\nTo show all installed unit files use 'systemctl list-unit-files'.";
  process.stdout.write(`${units.length === 0 ? '' : LEGEND}${units.length} loaded units listed.${all ? '\n' : ' '}${hint}\n`);
  return 0;
}

function listUnitFiles(context: Context): number {
  const units = chosen(context);
  const columns: readonly Column<Unit>[] = [
    { heading: 'UNIT FILE', value: ({ definition }) => definition.name },
    { heading: 'STATE', value: ({ enabled }) => (enabled ? 'enabled' : 'disabled') },
    { heading: 'PRESET', value: () => 'enabled' },
  ];
  context.process.stdout.write(`${formatColumns(columns, units)}\n${units.length} unit files listed.\n`);
  return 0;
}

function isEnabled({ manager, process, options, names }: Context): number {
  let code = 1;
  for (const name of names) {
    const unit = manager.find(name);
    if (unit === undefined) {
      process.stderr.write(`Failed to get unit file state for ${name}: No such file or directory\n`);
      return 1;
    }
    if (!options.has('quiet')) process.stdout.write(unit.enabled ? 'enabled\n' : 'disabled\n');
    if (unit.enabled) code = 0;
  }
  return code;
}

function cat({ manager, process, names }: Context): number {
  const texts: string[] = [];
  for (const name of names) {
    const unit = manager.find(name);
    if (unit === undefined) {
      process.stderr.write(`No files found for ${name}.\n`);
      return 1;
    }
    for (const path of Object.keys(unit.definition.files))
      if (process.files.stat(path) !== undefined) texts.push(`# ${path}\n${process.files.readText(path)}`);
  }
  process.stdout.write(texts.join('\n'));
  return 0;
}

function show({ manager, process, options, names }: Context): number {
  const wanted = options.all('property').flatMap((text) => text.split(','));
  for (const name of names) {
    const unit = manager.find(name);
    const properties: { readonly [property: string]: string } = {
      Id: name,
      Description: unit?.definition.description ?? name,
      LoadState: unit === undefined ? 'not-found' : 'loaded',
      ActiveState: unit?.active ?? 'inactive',
      SubState: unit?.sub ?? 'dead',
      UnitFileState: unit === undefined ? '' : unit.enabled ? 'enabled' : 'disabled',
      FragmentPath: Object.keys(unit?.definition.files ?? {})[0] ?? '',
      MainPID: String(unit?.process?.pid ?? 0),
      NRestarts: String(unit?.restarts ?? 0),
    };
    for (const [property, value] of Object.entries(properties))
      if (wanted.length === 0 || wanted.includes(property))
        process.stdout.write(options.has('value') ? `${value}\n` : `${property}=${value}\n`);
  }
  return 0;
}

/** What unit files say beyond what is simulated has no effect: somebody who changed one is told. */
function daemonReload({ manager, process }: Context): number {
  for (const { definition } of manager.units)
    for (const [path, text] of Object.entries(definition.files))
      if (process.system.machine.files.stat(path) === undefined || process.system.machine.files.readText(path) !== text)
        process.stderr.write(
          `systemctl: ${path} was changed; what a unit file says is not simulated, ${definition.name} runs as before\n`,
        );
  return 0;
}
