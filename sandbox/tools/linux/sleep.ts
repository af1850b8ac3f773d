import { defineProgram } from '../../host/program.ts';

const units: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `30`, `1.5m`, `2h`; Infinity for `infinity`, undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (/^inf(inity)?$/i.test(text)) return Infinity;
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (units[match[2] || 's'] ?? 1_000);
}

export const sleep = defineProgram({
  name: 'sleep',
  summary: 'Wait for some time',
  async run({ args, clock, stderr }) {
    if (args.length === 0) {
      stderr.write("sleep: missing operand\nTry 'sleep --help' for more information.\n");
      return 1;
    }
    let total = 0;
    for (const arg of args) {
      const milliseconds = parseDuration(arg);
      if (milliseconds === undefined) {
        stderr.write(`sleep: invalid time interval '${arg}'\nTry 'sleep --help' for more information.\n`);
        return 1;
      }
      total += milliseconds;
    }
    // For ever is a wait that nothing ends but a signal.
    if (total === Infinity) await clock.block<void>(() => undefined);
    else await clock.sleep(total);
    return 0;
  },
});
