import { defineProgram } from '../../host/program.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** How long the oldest process that can be seen has run stands for how long the machine has. */
export const uptime = defineProgram({
  name: 'uptime',
  summary: 'Tell how long the system has been running',
  async run(process) {
    const now = process.clock.now();
    const since = Math.min(now, ...process.processes().map((entry) => entry.started));
    const minutes = Math.floor((now - since) / 60_000);
    const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
    const clock = hours > 0 ? `${hours}:${two(minutes % 60)}` : `${minutes % 60} min`;
    const up = `${days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''}${clock}`;
    process.system.machine.cgroups.scheduler.settle();
    const loads = process.system.machine.cgroups.scheduler.loads.map((load) => load.toFixed(2)).join(', ');
    process.stdout.write(` ${new Date(now).toISOString().slice(11, 19)} up ${up},  1 user,  load average: ${loads}\n`);
    return 0;
  },
});
