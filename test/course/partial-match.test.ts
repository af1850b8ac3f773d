import { describe, expect, it } from 'vitest';
import { describeDifference, differences } from '../../src/course/checks/partial-match.ts';
import type { JsonValue } from '../../sandbox/index.ts';

const pod = {
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    containers: [
      { name: 'web', image: 'nginx' },
      { name: 'log', image: 'busybox', args: ['-f', 'x'] },
    ],
    replicas: 1,
  },
  status: {
    conditions: [
      { type: 'Ready', status: 'False' },
      { type: 'Initialized', status: 'True' },
    ],
  },
};

describe('a partial match', () => {
  it.each<[string, JsonValue, readonly string[]]>([
    ['nothing wanted', {}, []],
    ['some fields', { metadata: { name: 'web' }, spec: { replicas: 1 } }, []],
    ['an item by its name', { spec: { containers: [{ name: 'log', image: 'busybox' }] } }, []],
    ['any item', { status: { conditions: [{ type: 'Initialized', status: 'True' }] } }, []],
    ['a plain item', { spec: { containers: [{ name: 'log', args: ['x'] }] } }, []],
    ['what must not be set', { spec: { nodeName: null } }, []],
    ['another value', { spec: { replicas: 3 } }, ['spec.replicas: expected 3, found 1']],
    ['a number for text', { metadata: { name: 1 } }, ['metadata.name: expected 1, found "web"']],
    ['a field that is not there', { status: { readyReplicas: 2 } }, ['status.readyReplicas: expected 2, found nothing']],
    [
      'a branch that is not there',
      { spec: { template: { spec: { x: 1 } } } },
      ['spec.template.spec.x: expected 1, found nothing'],
    ],
    [
      'the nearest item',
      { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
      ['status.conditions[0].status: expected "True", found "False"'],
    ],
    [
      'an item of another name',
      { spec: { containers: [{ name: 'db' }] } },
      ['spec.containers: expected an item named "db", found "web", "log"'],
    ],
    [
      'a field in a named item',
      { spec: { containers: [{ name: 'web', image: 'httpd' }] } },
      ['spec.containers[web].image: expected "httpd", found "nginx"'],
    ],
    ['what is set and must not be', { metadata: { labels: null } }, ['metadata.labels: expected nothing, found {"app":"web"}']],
  ])('%s', (_what, wanted, found) => {
    expect(differences(wanted, pod).map(describeDifference)).toEqual(found);
  });
});
