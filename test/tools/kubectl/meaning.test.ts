import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../sandbox/tools/kubectl/index.ts';
import { shellWords } from './words.ts';

const cases: readonly (readonly [line: string, meaning: object])[] = [
  ['kubectl get pods', { verb: 'get', resource: 'pods', names: [], allNamespaces: false }],
  [
    'kubectl -n shop get po web -o wide',
    { verb: 'get', resource: 'po', names: ['web'], namespace: 'shop', flags: { namespace: 'shop', output: 'wide' } },
  ],
  ['kubectl get deploy/web sts/db -A', { verb: 'get', resource: 'deploy,sts', names: ['web', 'db'], allNamespaces: true }],
  ['kubectl apply -f a.yaml -f b.yaml', { verb: 'apply', names: [], files: ['a.yaml', 'b.yaml'] }],
  ['kubectl create deployment web --image=nginx', { verb: 'create deployment', resource: 'deployments.apps', names: ['web'] }],
  [
    'kubectl scale --replicas 3 deployment web',
    { verb: 'scale', resource: 'deployment', names: ['web'], flags: { replicas: '3' } },
  ],
  ['kubectl label pod web tier=front app-', { verb: 'label', resource: 'pod', names: ['web'] }],
  ['kubectl exec -it web -- sh -c ls', { verb: 'exec', resource: 'pods', names: ['web'], command: ['sh', '-c', 'ls'] }],
  ['kubectl logs deploy/web', { verb: 'logs', resource: 'deploy', names: ['web'] }],
  ['kubectl rollout status deployment web', { verb: 'rollout status', resource: 'deployment', names: ['web'] }],
];

describe('the meaning of a command', () => {
  it.each(cases)('%s', (line, meaning) => {
    expect(parseCommand(shellWords(line))).toMatchObject(meaning);
  });

  it.each(['kubectl', 'kubectl aply -f x', 'kubectl get --no-such-flag', 'kubectl create deployment web', 'kubectl get pod/a b'])(
    'has none: %s',
    (line) => {
      expect(parseCommand(shellWords(line))).toBeUndefined();
    },
  );
});
