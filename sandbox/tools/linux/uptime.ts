import { civilTime, formatTime } from '../../core/time-text.ts';
import { defineProgram } from '../../host/program.ts';
import { readOptions } from './arguments.ts';

const two = (value: number): string => String(value).padStart(2, '0');
const counted = (value: number, what: string): readonly string[] =>
  value === 0 ? [] : [`${value} ${what}${value === 1 ? '' : 's'}`];

export const uptime = defineProgram({
  name: 'uptime',
  summary: 'Tell how long the system has been running',
  async run(process) {
    const options = readOptions(process, 'uptime', { flags: ['p', 's'], values: [], names: { pretty: 'p', since: 's' } });
    if (options === undefined) return 1;
    const { booted, cgroups } = process.system.machine;
    const now = process.clock.now();
    const minutes = Math.floor((now - booted) / 60_000);
    const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
    if (options.has('s')) process.stdout.write(`${formatTime(booted).replace('T', ' ').replace('Z', '')}\n`);
    else if (options.has('p')) {
      const parts = [...counted(days, 'day'), ...counted(hours, 'hour'), ...counted(minutes % 60, 'minute')];
      process.stdout.write(`up ${parts.join(', ') || '0 minutes'}\n`);
    } else {
      const { hours: hour, minutes: minute, seconds } = civilTime(now);
      const clock = hours > 0 ? `${String(hours).padStart(2)}:${two(minutes % 60)}` : `${minutes % 60} min`;
      cgroups.scheduler.settle();
      const loads = cgroups.scheduler.loads.map((load) => load.toFixed(2)).join(', ');
      process.stdout.write(
        ` ${two(hour)}:${two(minute)}:${two(seconds)} up ${days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''}${clock},  1 user,  load average: ${loads}\n`,
      );
    }
    return 0;
  },
});
