import { lessonsOf, type Lesson } from '../../course/lesson/model.ts';
import { junitReport } from '../../course/pack/junit.ts';
import type { Proof } from '../../course/pack/prove.ts';
import { findPack } from '../../platform/packs.ts';
import { watchFolder } from '../../platform/watch-files.ts';
import { CommandError, defineCommand, jsonOption, printJson, type CommandContext } from '../define-command.ts';
import { countOf, lessonFor, packFor } from '../packs.ts';
import { proveAll, usualJobs } from '../prove-jobs.ts';

export const packProve = defineCommand({
  name: 'pack prove',
  summary: 'Play every exercise of a pack: what must pass and what must fail',
  usage: '[PATH]',
  most: 1,
  options: {
    lesson: { type: 'string', value: 'LESSON[,LESSON]', summary: 'only these lessons' },
    jobs: { type: 'string', value: 'N', summary: 'how many lessons at a time; as many as there are processors when absent' },
    watch: { type: 'boolean', summary: 'again at every save, until Ctrl-C' },
    verbose: { type: 'boolean', summary: 'also what each wrong attempt is told, and when each fault happened' },
    junit: { type: 'string', value: 'FILE', summary: 'write a report that CI systems read' },
    stream: { type: 'boolean', summary: 'print each proof as a line of JSON as soon as it is there' },
    ...jsonOption,
  },
  examples: [
    { line: 'kubetutor pack prove ./my-pack', does: 'play all lessons' },
    { line: 'kubetutor pack prove ./my-pack --watch', does: 'while you write' },
    { line: 'kubetutor pack prove ./my-pack --junit report.xml', does: 'in CI: exit code 1 when a claim is not true' },
  ],
  async run(context) {
    const { console, options, positionals } = context;
    if (options['watch'] !== true) return proveOnce(context);
    const folder = findPack(positionals[0], context.packsFolder);
    let wake: () => void = () => undefined;
    let changed = true;
    let stopped = false;
    const unwatch = watchFolder(folder, () => {
      changed = true;
      wake();
    });
    void console.untilStopped().then(() => {
      stopped = true;
      wake();
    });
    while (!stopped) {
      if (changed) {
        changed = false;
        await proveOnce(context).catch((error: unknown) => {
          // A pack with problems is no reason to stop watching it.
          if (!(error instanceof CommandError)) throw error;
          console.out(`${error.message}\n`);
        });
        console.out('\nWaiting for a change; Ctrl-C ends.\n');
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
    unwatch();
    return 0;
  },
});

async function proveOnce(context: CommandContext): Promise<number> {
  const { console, options, positionals } = context;
  const { lesson: asked, junit } = options;
  // A process that streams plays a part of what another one has read as a whole.
  const only = options['stream'] === true && typeof asked === 'string' ? { only: asked.split(',') } : {};
  const pack = packFor({ ...context, options: { pack: positionals[0] } }, only);
  const lessons: readonly Lesson[] =
    typeof asked === 'string' ? asked.split(',').map((id) => lessonFor(pack, id.trim())) : lessonsOf(pack);
  const stream = options['stream'] === true;
  const silent = stream || options['json'] === true;
  let done = 0;
  const proofs = await proveAll({
    pack,
    lessons,
    path: positionals[0],
    jobs: jobsOf(options['jobs']),
    createCluster: () => context.cluster(),
    onProof(proof) {
      if (stream) console.out(`${JSON.stringify(proof)}\n`);
    },
    onLesson(lesson, own) {
      done++;
      if (!silent)
        console.out(
          `[${done}/${lessons.length}] ${lesson}\n${own.map((proof) => proofLines(proof, options['verbose'] === true)).join('')}`,
        );
    },
  });
  const failed = proofs.filter(({ problems }) => problems.length > 0).length;
  const notShown = proofs.filter(({ open }) => open !== undefined).length;
  if (typeof junit === 'string') console.writeFile(junit, junitReport(pack.id, proofs));
  if (options['json'] === true) printJson(console, { pack: pack.id, version: pack.version, proofs, failed });
  else if (!stream)
    console.out(
      `${countOf(proofs.length, 'claim')}, ${failed === 0 ? 'all true' : `${failed} not true`}${notShown === 0 ? '' : `, ${notShown} not shown`}\n`,
    );
  return failed === 0 ? 0 : 1;
}

function proofLines({ claim, problems, open, warnings = [], notes = [] }: Proof, isVerbose: boolean): string {
  const mark = open !== undefined ? '?' : problems.length > 0 ? '✗' : warnings.length > 0 ? '!' : '✓';
  const lines = [...(open === undefined ? [] : [`not shown: ${open}`]), ...problems, ...warnings, ...(isVerbose ? notes : [])];
  return `  ${mark} ${claim}\n${lines.map((line) => `      ${line}\n`).join('')}`;
}

function jobsOf(given: string | boolean | undefined): number {
  if (given === undefined) return usualJobs();
  const jobs = Number(given);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64)
    throw new CommandError(`expected a number from 1 to 64, found ${String(given)}`, 2);
  return jobs;
}
