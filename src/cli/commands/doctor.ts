import { lessonsOf } from '../../course/lesson/model.ts';
import { canWriteIn } from '../../platform/console.ts';
import { version } from '../../platform/package-root.ts';
import { runtimeFacts } from '../../platform/runtime-facts.ts';
import { defineCommand, jsonOption, printJson } from '../define-command.ts';
import { countOf, packFor } from '../packs.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
}

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check whether kubetutor can work on this machine',
  most: 0,
  options: { ...jsonOption },
  examples: [{ line: 'kubetutor doctor', does: 'the program, the terminal, the lessons, the place for progress, the cluster' }],
  async run(context) {
    const { console, options } = context;
    const findings = [
      programFinding(),
      terminalFinding(console),
      await tried('lessons', async () => {
        const pack = packFor({ options: {} });
        return `${pack.id} ${pack.version}, ${countOf(lessonsOf(pack).length, 'lesson')}`;
      }),
      await tried('progress', async () => {
        const store = await context.progress();
        if (!canWriteIn(store.folder)) throw new Error(`${store.folder} cannot be written to`);
        return store.notice ?? store.folder;
      }),
      await tried('cluster', async () => {
        const create = await context.cluster();
        const cluster = create({ seed: 'doctor' });
        const rest = await cluster.clock.settle();
        const count = cluster.nodes.size;
        cluster.dispose();
        if (!rest) throw new Error('the sandbox does not come to rest');
        return `${countOf(count, 'node')}, at rest`;
      }),
    ];
    if (options['json'] === true) printJson(console, { findings });
    else for (const { what, ok, says } of findings) console.out(`${ok ? '✓' : '✗'} ${what.padEnd(9)} ${says}\n`);
    return findings.every(({ ok }) => ok) ? 0 : 1;
  },
});

function programFinding(): Finding {
  const { node, platform } = runtimeFacts();
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    what: 'program',
    ok,
    says: `kubetutor ${version()}, Node ${node} on ${platform}${ok ? '' : '; Node 20.19 or later is needed'}`,
  };
}

function terminalFinding({ isTerminal, columns, rows }: Parameters<typeof doctor.run>[0]['console']): Finding {
  if (!isTerminal) return { what: 'terminal', ok: true, says: 'none here; `kubetutor run LESSON` works without' };
  const ok = columns >= 60 && rows >= 18;
  return { what: 'terminal', ok, says: `${columns}×${rows}${ok ? '' : '; the full-screen course needs 60×18'}` };
}

async function tried(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, says: await look() };
  } catch (error) {
    return { what, ok: false, says: error instanceof Error ? error.message : String(error) };
  }
}
