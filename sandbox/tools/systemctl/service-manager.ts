import type { Cancel, Clock } from '../../core/clock.ts';
import type { FileSystem } from '../../host/file-system.ts';
import type { Machine, Process } from '../../host/machine-types.ts';
import { createProgramTable } from '../../host/program-table.ts';
import { defineProgram, type Program, type Signal } from '../../host/program.ts';
import { signalNumber } from '../../host/signals.ts';
import { Journal, type Priority } from './journal.ts';
import { isService, type ActiveState, type UnitDefinition } from './unit.ts';

/** How the main process of a unit ended. */
export interface Ending {
  readonly pid: number;
  readonly exitCode: number;
  readonly signal: Signal | undefined;
}

/** A unit as it is now. */
export interface Unit {
  readonly definition: UnitDefinition;
  readonly active: ActiveState;
  readonly sub: string;
  readonly enabled: boolean;
  /** Virtual milliseconds since the epoch of the last change of state; undefined before the first. */
  readonly since: number | undefined;
  /** When it was started last. */
  readonly started: number | undefined;
  readonly process: Process | undefined;
  readonly ending: Ending | undefined;
  readonly restarts: number;
}

type State = { -readonly [key in keyof Unit]: Unit[key] } & { asked: boolean; timer: Cancel | undefined };

export const WANTS = '/etc/systemd/system/multi-user.target.wants';

/** The first program of a machine: it only has to be there, and to take in orphans. */
export const init: Program = defineProgram({
  name: 'init',
  summary: 'The first process of the system',
  memory: 12 * 1024 ** 2,
  async run({ clock }) {
    await clock.block<void>(() => undefined);
    return 0;
  },
});

/**
 * systemd of one machine: units with a main process each, which is started again when it ends unasked, and the journal. Models
 * systemd(1) as far as people meet it at a node.
 */
export class ServiceManager {
  readonly journal = new Journal();
  private readonly states = new Map<string, State>();
  private held = false;

  constructor(
    private readonly options: { readonly machine: Machine; readonly clock: Clock; readonly units: readonly UnitDefinition[] },
  ) {
    for (const definition of options.units) {
      this.install(definition);
      const enabled = !definition.isDisabled;
      this.states.set(definition.name, {
        definition,
        active: 'inactive',
        sub: 'dead',
        enabled,
        since: undefined,
        started: undefined,
        process: undefined,
        ending: undefined,
        restarts: 0,
        asked: false,
        timer: undefined,
      });
      if (enabled) this.linkWanted(definition);
    }
  }

  get units(): readonly Unit[] {
    return [...this.states.values()].sort((left, right) => left.definition.name.localeCompare(right.definition.name));
  }

  find(name: string): Unit | undefined {
    return this.states.get(name);
  }

  isActive(name: string): boolean {
    return this.states.get(name)?.active === 'active';
  }

  /** Virtual time since which it is not active; undefined while it is, and before it was for the first time. */
  downSince(name: string): number | undefined {
    const { active, since } = this.states.get(name) ?? {};
    return active === 'active' ? undefined : since;
  }

  /** Starts what is enabled, as at the start of the machine. */
  boot(): void {
    for (const { definition, enabled } of this.states.values()) if (enabled) this.start(definition.name);
  }

  /** Does nothing for a unit that is active, or that is not there. */
  start(name: string): void {
    const state = this.states.get(name);
    if (state === undefined || state.active === 'active') return;
    const { definition } = state;
    state.timer?.();
    state.timer = undefined;
    state.asked = false;
    state.started = this.options.clock.now();
    if (definition.triggeredBy !== undefined) this.start(definition.triggeredBy);
    if (definition.argv !== undefined) this.startProcess(state, definition.argv);
    this.change(state, 'active', definition.argv === undefined ? 'listening' : 'running');
    this.say(definition, isService(definition) ? 'Started' : 'Listening on', '.');
    definition.started?.((text) => this.write(definition, text));
  }

  /** Lets the unit put its house in order, then stops it. Belongs inside an activity. */
  async stopInOrder(name: string): Promise<void> {
    if (this.isActive(name)) await this.states.get(name)?.definition.stopping?.();
    this.stop(name);
  }

  /** Ends the main process at once; nothing starts it again. Does nothing for a unit that is not active. */
  stop(name: string): void {
    const state = this.states.get(name);
    if (state === undefined) return;
    state.timer?.();
    state.timer = undefined;
    if (state.active === 'activating') this.change(state, 'inactive', 'dead');
    if (state.active !== 'active') return;
    const { definition } = state;
    state.asked = true;
    if (isService(definition)) this.say(definition, 'Stopping', '...');
    if (state.process === undefined) {
      this.change(state, 'inactive', 'dead');
      this.say(definition, 'Closed', '.');
    } else state.process.kill('SIGTERM');
  }

  setEnabled(name: string, enabled: boolean): void {
    const state = this.states.get(name);
    if (state === undefined || state.enabled === enabled) return;
    state.enabled = enabled;
    if (enabled) this.linkWanted(state.definition);
    else this.files.remove(`${WANTS}/${name}`, { force: true });
  }

  resetFailed(): void {
    for (const state of this.states.values())
      if (state.active === 'failed') {
        state.restarts = 0;
        this.change(state, 'inactive', 'dead');
      }
  }

  /** A machine without power starts nothing again; with power it starts what is enabled. */
  setPower(on: boolean): void {
    this.held = !on;
    if (on) return this.boot();
    for (const state of this.states.values()) {
      state.timer?.();
      state.timer = undefined;
    }
  }

  private get files(): FileSystem {
    return this.options.machine.files;
  }

  private startProcess(state: State, argv: readonly string[]): void {
    const { definition } = state;
    const name = (argv[0] ?? '').split('/').at(-1) ?? '';
    const daemon = defineProgram({
      name,
      summary: definition.description,
      memory: definition.memory ?? 1024 ** 2,
      async run({ clock }) {
        await clock.block<void>(() => undefined);
        return 0;
      },
    });
    const process = this.options.machine.start({
      argv,
      programs: createProgramTable([daemon]),
      cgroup: `/system.slice/${definition.name}`,
      oomScoreAdj: -999,
    });
    state.process = process;
    process.onExit((exitCode, signal) => this.ended(state, { pid: process.pid, exitCode, signal }));
  }

  private ended(state: State, ending: Ending): void {
    const { definition, asked } = state;
    state.process = undefined;
    // All these daemons end by themselves when they are told to.
    state.ending = asked ? { pid: ending.pid, exitCode: 0, signal: undefined } : ending;
    definition.stopped?.();
    if (asked) {
      this.write(definition, `${definition.name}: Deactivated successfully.`, 'systemd');
      this.say(definition, 'Stopped', '.');
      this.change(state, 'inactive', 'dead');
      return;
    }
    this.write(definition, `${definition.name}: Main process exited, ${endingText(ending)}`, 'systemd', 'notice');
    const result = ending.signal === undefined ? 'exit-code' : 'signal';
    this.write(definition, `${definition.name}: Failed with result '${result}'.`, 'systemd', 'warning');
    const { restartAfter } = definition;
    if (restartAfter === undefined || this.held) return this.change(state, 'failed', 'failed');
    this.change(state, 'activating', 'auto-restart');
    state.timer = this.options.clock.after(restartAfter, () => {
      state.restarts++;
      this.write(definition, `${definition.name}: Scheduled restart job, restart counter is at ${state.restarts}.`, 'systemd');
      this.start(definition.name);
    });
  }

  private change(state: State, active: ActiveState, sub: string): void {
    state.active = active;
    state.sub = sub;
    state.since = this.options.clock.now();
  }

  private say({ name, description }: UnitDefinition, verb: string, end: string): void {
    const definition = this.states.get(name)?.definition;
    if (definition !== undefined) this.write(definition, `${verb} ${name} - ${description}${end}`, 'systemd');
  }

  private write(definition: UnitDefinition, text: string, identifier?: string, priority: Priority = 'info'): void {
    const { process } = this.states.get(definition.name) ?? {};
    this.journal.write({
      time: this.options.clock.now(),
      identifier: identifier ?? (definition.argv?.[0] ?? '').split('/').at(-1) ?? '',
      pid: identifier === undefined ? (process?.pid ?? 1) : 1,
      unit: definition.name,
      priority,
      text,
    });
  }

  private install({ files }: UnitDefinition): void {
    for (const [path, text] of Object.entries(files)) {
      this.files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
      this.files.write(path, text);
    }
  }

  private linkWanted({ name, files }: UnitDefinition): void {
    this.files.makeDirectory(WANTS, { recursive: true });
    const path = `${WANTS}/${name}`;
    if (this.files.stat(path, { followLinks: false }) === undefined) this.files.link(Object.keys(files)[0] ?? '', path);
  }
}

/** `code=exited, status=1/FAILURE`, `code=killed, status=9/KILL`. */
export function endingText({ exitCode, signal }: Ending): string {
  if (signal !== undefined) return `code=killed, status=${signalNumber[signal]}/${signal.slice(3)}`;
  return `code=exited, status=${exitCode}/${exitCode === 0 ? 'SUCCESS' : 'FAILURE'}`;
}
