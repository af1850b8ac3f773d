import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { learnerShell } from '../../src/shell/learner-shell.ts';
import { explain, reasons } from '../../src/shell/why/explain.ts';

async function learner() {
  const cluster = createCluster({ seed: 'why' });
  await cluster.clock.settle();
  const shell = await learnerShell(cluster);
  return async (line: string): Promise<readonly [string, number]> => {
    let output = '';
    const done = shell.run(line, { onOutput: ({ text }) => (output += text) });
    await cluster.clock.runUntil(done, 600_000);
    return [output, await done];
  };
}

const pod = (fields: string): string =>
  `kubectl apply -f - <<'E'\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: ${fields}\nE\n`;

describe('why', () => {
  it('explains at least eighty errors', () => {
    expect(reasons.length).toBeGreaterThanOrEqual(80);
    for (const { means, next } of reasons) {
      expect(means.length).toBeGreaterThan(20);
      expect(next.length).toBeGreaterThan(8);
    }
    expect(new Set(reasons.map(({ means }) => means)).size).toBe(reasons.length);
  });

  it('names only lessons that exist', () => {
    const numbered = (folder: string): readonly string[] => readdirSync(folder).filter((name) => /^\d+-/.test(name));
    const written = new Set(
      numbered('lessons').flatMap((module) =>
        numbered(`lessons/${module}`).map((lesson) => `${module}/${lesson}`.replace(/\d+-/g, '')),
      ),
    );
    const named = reasons.flatMap(({ lesson }) => lesson ?? []);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((lesson) => !written.has(lesson))).toEqual([]);
  });

  // Errors that the sandbox itself prints, by the command that brings them about.
  it.each([
    ['kubectl get pods -n nowhere; kubectl run x --image=y -n nowhere', /There is no namespace nowhere/],
    ['kubectl get pod nope', /no pods of the name nope/],
    ['kubectl get foos', /No kind of this cluster is called foos/],
    ['kubectl create ns default', /namespaces default is there already/],
    ['kubectl creat ns x', /kubectl has no command creat/],
    ['kubectl get pods --nope', /no flag --nope/],
    ['kubectl apply -f nope.yaml', /There is no file nope.yaml/],
    ['kubectl get pods -o foo', /no such format for -o/],
    ['kubectl label node node-1 kubernetes.io/os=x', /not replaced by accident/],
    ['kubectl create cm Up --from-literal=a=b', /Names become parts of DNS names/],
    ['kubectl get pods', /no error: nothing of that kind/],
    ['kubectl auth whoami --as=bob >/dev/null; kubectl get nodes --as=bob', /bob is known .* allows list on nodes/s],
    ['kubectl drain node-1; kubectl get pods --server=http://127.0.0.1:1', /Nothing listens at 127.0.0.1:1/],
    ['nosuch', /There is no program nosuch/],
    ['cat nofile', /not where you look/],
    ['kubectl top pods', /Metrics Server/],
    ['curl nosuchhost', /DNS knows no such name/],
    [pod('{containers: [{name: c, image: nginx, imag: x}]}'), /no field spec.containers\[0\].imag/],
    [pod('{containers: [{name: c, image: nginx, env: [{name: A, value: 1}]}]}'), /A value|wants the type/],
    [pod('{containers: [{name: c}]}'), /without which the object makes no sense/],
    [`${pod('{containers: [{name: c, image: "nginx:nosuchtag"}]}')}sleep 30\nkubectl get pods`, /cannot fetch the image/],
    [
      `${pod('{containers: [{name: c, image: nginx, resources: {requests: {cpu: "90"}}}]}')}sleep 3\nkubectl describe pod p`,
      /No node has as much cpu left/,
    ],
    [
      `${pod('{containers: [{name: c, image: busybox, command: [sh, -c, exit 1]}]}')}sleep 60\nkubectl get pods`,
      /starts and ends again and again/,
    ],
  ])('%j', async (line, words) => {
    const run = await learner();
    const [printed] = await run(line);
    const [text] = await run('why');
    expect(text.replaceAll('\n', ' '), printed).toMatch(words);
  });

  it('looks at what was printed before, also in the same line, and at what is piped in', async () => {
    const run = await learner();
    expect(await run('why')).toEqual(['Nothing was printed yet. Run a command first.\n', 1]);
    await run('kubectl get foos');
    const [first] = await run('why');
    expect(await run('why')).toEqual([first, 0]);
    const [sameLine] = await run('kubectl get pod nope; why');
    expect(sameLine).toContain('no pods of the name nope');
    expect(sameLine).not.toContain('Lesson:');
    expect((await run('echo OOMKilled | why'))[0]).toContain('Lesson: pods/resources');
    expect(explain('all is well')).toBeUndefined();
  });
});
