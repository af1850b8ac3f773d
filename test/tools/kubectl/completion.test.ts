import { describe, expect, it } from 'vitest';
import { complete, FILES, type CompletionSource } from '../../../sandbox/tools/kubectl/index.ts';

const resource = (name: string, shortNames: readonly string[]) => ({
  group: '',
  version: 'v1',
  resource: name,
  singular: name.slice(0, -1),
  kind: name,
  namespaced: true,
  shortNames,
  categories: [],
  verbs: ['get'],
});

const objects: { readonly [resource: string]: readonly string[] } = {
  pods: ['db-0', 'web-1', 'web-2'],
  pod: ['db-0', 'web-1', 'web-2'],
  namespaces: ['default', 'shop'],
};

const source: CompletionSource = {
  kubeconfig: { clusters: [], users: [], contexts: [{ name: 'dev', fields: {} }], currentContext: 'dev' },
  resources: async () => [resource('pods', ['po']), resource('services', ['svc'])],
  names: async (name) => objects[name] ?? [],
  containers: async () => ['app', 'side'],
};

const texts = async (line: string): Promise<unknown> => {
  const words = line.split(' ');
  const result = await complete(words, words.length - 1, source);
  return result === FILES ? 'files' : result.map(({ text }) => text);
};

describe('completion', () => {
  it.each([
    ['kubectl ge', ['get']],
    ['kubectl get po', ['pods']],
    ['kubectl get pods web', ['web-1', 'web-2']],
    ['kubectl get pods web-1 web', ['web-2']],
    ['kubectl describe pod/we', ['pod/web-1', 'pod/web-2']],
    ['kubectl get pods -n s', ['shop']],
    ['kubectl get pods --namespace=s', ['--namespace=shop']],
    ['kubectl logs web-1 -c ', ['app', 'side']],
    ['kubectl rollout u', ['undo']],
    ['kubectl config use-context ', ['dev']],
    ['kubectl get pods --show-l', ['--show-labels']],
    ['kubectl run web --restart ', ['Always', 'Never', 'OnFailure']],
    ['kubectl apply -f ', 'files'],
  ])('%s', async (line, expected) => {
    expect(await texts(line)).toEqual(expected);
  });
});
