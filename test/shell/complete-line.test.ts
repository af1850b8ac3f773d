import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { completeLine } from '../../src/shell/complete-line.ts';
import { cutLine } from '../../src/shell/words.ts';

describe('the line up to the cursor', () => {
  it.each([
    ['', [], '', 0],
    ['kub', [], 'kub', 0],
    ['kubectl get po', ['kubectl', 'get'], 'po', 12],
    ['kubectl get ', ['kubectl', 'get'], '', 12],
    ['cat a | gr', [], 'gr', 8],
    ['A=1 kubectl ', ['kubectl'], '', 12],
    ['echo "a b', ['echo'], 'a b', 5],
  ])('%j', (text, words, partial, from) => {
    expect(cutLine(text, text.length)).toEqual({ words, partial, from });
  });
});

describe('completion', () => {
  const words = async (text: string): Promise<readonly string[]> => {
    const cluster = createCluster({ seed: 'completion', files: { 'web.yaml': '', 'dir/a.yaml': '' } });
    await cluster.clock.settle();
    const { cwd } = await cluster.shell();
    return (await completeLine({ cluster, cwd }, text, text.length)).candidates.map((candidate) => candidate.text);
  };
  it.each([
    ['kube', ['kubectl']],
    ['wh', ['which', 'whoami', 'why']],
    ['kubectl descr', ['describe']],
    ['kubectl get node', ['nodes']],
    ['k get nodes node-', ['node-1', 'node-2']],
    ['kubectl get pods -n kube-s', ['kube-system']],
    ['kubectl apply -f w', ['web.yaml']],
    ['hel', ['helm']],
    ['kubectl explain pod.spec.cont', ['pod.spec.containers']],
    ['k explain deploy.spec.template.spec.containers.live', ['deploy.spec.template.spec.containers.livenessProbe']],
    ['kubectl explain nothing.spec', []],
    ['cat d', ['dir/']],
    ['cat dir/', ['dir/a.yaml']],
    ['cat nope', []],
  ])('%j', async (text, expected) => {
    expect(await words(text)).toEqual(expected);
  });
});
