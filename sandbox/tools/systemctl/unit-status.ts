import type { Machine } from '../../host/machine-types.ts';
import { journalFormats } from './journal-text.ts';
import { endingText, type ServiceManager, type Unit } from './service-manager.ts';
import { isService } from './unit.ts';
import { ago, span, stamp } from './time-words.ts';

const marks: { readonly [state in Unit['active']]: string } = { active: '●', inactive: '○', failed: '×', activating: '●' };

/** `1.5M`, `976.0K`, as systemd writes bytes. */
function bytesText(bytes: number): string {
  if (bytes >= 1024 ** 3) return `${(bytes / 1024 ** 3).toFixed(1)}G`;
  return bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(1)}M` : `${(bytes / 1024).toFixed(1)}K`;
}

export const loadedFrom = (unit: Unit): string =>
  `loaded (${Object.keys(unit.definition.files)[0] ?? ''}; ${unit.enabled ? 'enabled' : 'disabled'}; preset: enabled)`;

/** What `systemctl status UNIT` says; `lines` entries of the journal come last. */
export function statusText(
  unit: Unit,
  {
    machine,
    manager,
    now,
    lines,
  }: { readonly machine: Machine; readonly manager: ServiceManager; readonly now: number; readonly lines: number },
): string {
  const { definition, active, sub, since, process, ending } = unit;
  const row = (name: string, text: string): string => `${name.padStart(11)}: ${text}\n`;
  const when = since === undefined ? '' : ` since ${stamp(since)}; ${ago(now - since)}`;
  const why = active === 'failed' ? ` (Result: ${ending?.signal === undefined ? 'exit-code' : 'signal'})` : ` (${sub})`;
  const extra = active === 'activating' ? ` (Result: ${ending?.signal === undefined ? 'exit-code' : 'signal'})` : '';
  const [, ...dropIns] = Object.keys(definition.files);
  const [dropIn] = dropIns;
  let text = `${marks[active]} ${definition.name} - ${definition.description}\n`;
  text += row('Loaded', loadedFrom(unit));
  if (dropIn !== undefined) {
    const folder = dropIn.slice(0, dropIn.lastIndexOf('/'));
    text += row('Drop-In', folder);
    text += dropIns
      .map((path, index) => `${' '.repeat(13)}${index === dropIns.length - 1 ? '└─' : '├─'}${path.slice(folder.length + 1)}\n`)
      .join('');
  }
  text += row('Active', `${active}${why}${extra}${when}`);
  if (active === 'inactive' && since !== undefined && unit.started !== undefined && isService(definition))
    text += row('Duration', span(since - unit.started));
  if (definition.triggeredBy !== undefined)
    text += row('TriggeredBy', `${manager.isActive(definition.triggeredBy) ? '●' : '○'} ${definition.triggeredBy}`);
  text += row('Docs', definition.documentation);
  const command = (definition.argv ?? []).join(' ');
  const name = (definition.argv?.[0] ?? '').split('/').at(-1) ?? '';
  if (process !== undefined) {
    const group = machine.cgroups.find(`/system.slice/${definition.name}`);
    machine.cgroups.scheduler.settle();
    text += row('Main PID', `${process.pid} (${name})`);
    text += row('Tasks', `${group?.processCount ?? 1} (limit: 9441)`);
    text += row('Memory', `${bytesText(group?.memory ?? 0)} (peak: ${bytesText(group?.memoryPeak ?? 0)})`);
    text += row('CPU', span(group?.cpu.used ?? 0));
    text += row('CGroup', `/system.slice/${definition.name}`);
    const members = machine.processes.filter(({ cgroup }) => cgroup === `/system.slice/${definition.name}`);
    for (const [index, { pid, argv }] of members.entries())
      text += `${' '.repeat(13)}${index === members.length - 1 ? '└─' : '├─'}${pid} ${argv.join(' ')}\n`;
  } else if (ending !== undefined) {
    text += row('Process', `${ending.pid} ExecStart=${command} (${endingText(ending)})`);
    text += row('Main PID', `${ending.pid} (${endingText(ending)})`);
  }
  const entries = manager.journal.entries.filter((entry) => entry.unit === definition.name);
  const shown = lines === 0 ? [] : entries.slice(-lines);
  const said = shown.map((entry) => journalFormats['short']?.(entry, machine.hostname) ?? '').join('');
  return said === '' ? text : `${text}\n${said}`;
}

export const LEGEND = `
Legend: LOAD   → Reflects whether the unit definition was properly loaded.
        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.
        SUB    → The low-level unit activation state, values depend on unit type.

`;
