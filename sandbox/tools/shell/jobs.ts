import type { ProcessContext, RunningProcess } from '../../host/program.ts';

export interface Job {
  readonly number: number;
  readonly text: string;
  readonly process: RunningProcess;
}

/** The programs that a shell started with `&`. */
export class Jobs {
  private readonly jobs: Job[] = [];

  /** Number of the process that was started last: `$!`. */
  lastPid: number | undefined;

  constructor(private readonly context: ProcessContext) {}

  get list(): readonly Job[] {
    return this.jobs;
  }

  add(process: RunningProcess, text: string): Job {
    const number = (this.jobs.at(-1)?.number ?? 0) + 1;
    const job: Job = { number, text, process };
    this.jobs.push(job);
    this.lastPid = process.pid;
    return job;
  }

  /** `%1`, `%%`, `%+`, `%-`, or a process number. */
  find(name: string): Job | undefined {
    if (name === '%%' || name === '%+' || name === '%') return this.jobs.at(-1);
    if (name === '%-') return this.jobs.at(-2);
    if (name.startsWith('%')) {
      const rest = name.slice(1);
      return this.jobs.find((job) => String(job.number) === rest) ?? this.jobs.findLast((job) => job.text.startsWith(rest));
    }
    return this.jobs.find((job) => String(job.process.pid) === name);
  }

  remove(job: Job): void {
    const index = this.jobs.indexOf(job);
    if (index >= 0) this.jobs.splice(index, 1);
  }

  /** Takes out those that have ended, and says how. */
  takeEnded(): readonly string[] {
    const ended = this.jobs.filter((job) => !job.process.running);
    const texts = ended.map((job) => this.describe(job));
    for (const job of ended) this.remove(job);
    return texts;
  }

  async waitFor(job: Job): Promise<number> {
    const code = await this.context.wait(job.process);
    this.remove(job);
    return code;
  }

  describe(job: Job): string {
    const mark = job === this.jobs.at(-1) ? '+' : job === this.jobs.at(-2) ? '-' : ' ';
    const { exitCode } = job.process;
    const state =
      exitCode === undefined
        ? 'Running'
        : exitCode === 0
          ? 'Done'
          : exitCode === 143
            ? 'Terminated'
            : exitCode === 137
              ? 'Killed'
              : `Exit ${exitCode}`;
    return `[${job.number}]${mark}  ${state.padEnd(23)} ${job.text}${exitCode === undefined ? ' &' : ''}\n`;
  }
}
