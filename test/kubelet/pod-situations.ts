import type { JsonObject } from '../../sandbox/core/json.ts';
import type { ClusterOptions } from '../../sandbox/index.ts';

/** A Pod called `demo` and how it is brought into a situation that people meet. */
export interface Situation {
  readonly name: string;
  readonly pod: JsonObject;
  /** Milliseconds after which it is looked at. */
  readonly after: number;
  /** Commands on the way there. */
  readonly next?: readonly string[];
  readonly nodes?: ClusterOptions['nodes'];
}

const pod = (spec: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'demo', labels: { app: 'demo' } },
  spec: { automountServiceAccountToken: false, ...spec },
});
const shell = (script: string, rest: JsonObject = {}): JsonObject => ({
  name: 'app',
  image: 'busybox:1.36',
  command: ['sh', '-c', script],
  ...rest,
});
const nginx: JsonObject = { name: 'app', image: 'nginx:1.27', ports: [{ containerPort: 80 }] };

export const situations: readonly Situation[] = [
  { name: 'running', pod: pod({ containers: [nginx] }), after: 20_000 },
  { name: 'pulling', pod: pod({ containers: [nginx] }), after: 1_500 },
  { name: 'bad image', pod: pod({ containers: [{ ...nginx, image: 'nginx:no-such-tag' }] }), after: 60_000 },
  { name: 'crash loop', pod: pod({ containers: [shell('echo no config; exit 3')] }), after: 60_000 },
  {
    name: 'out of memory',
    pod: pod({
      restartPolicy: 'Never',
      containers: [
        {
          name: 'app',
          image: 'busybox:1.36',
          command: ['stress', '--vm', '1', '--vm-bytes', '200M'],
          resources: { limits: { memory: '100Mi' } },
        },
      ],
    }),
    after: 20_000,
  },
  {
    name: 'failed init',
    pod: pod({ initContainers: [{ ...shell('exit 1'), name: 'setup' }], containers: [nginx] }),
    after: 60_000,
  },
  {
    name: 'not ready',
    pod: pod({ containers: [{ ...nginx, readinessProbe: { httpGet: { path: '/ready', port: 80 } } }] }),
    after: 30_000,
  },
  {
    name: 'evicted',
    pod: pod({
      containers: [shell('fallocate -l 2M /cache/f; sleep 3600', { volumeMounts: [{ name: 'cache', mountPath: '/cache' }] })],
      volumes: [{ name: 'cache', emptyDir: { sizeLimit: '1Mi' } }],
    }),
    after: 40_000,
  },
  { name: 'completed', pod: pod({ restartPolicy: 'OnFailure', containers: [shell('echo done')] }), after: 20_000 },
  {
    name: 'terminating',
    pod: pod({ containers: [shell('sleep 3600')] }),
    after: 20_000,
    next: ['kubectl delete pod demo --wait=false'],
  },
  {
    name: 'unschedulable',
    pod: pod({ containers: [{ ...nginx, resources: { requests: { cpu: '100' } } }] }),
    after: 20_000,
  },
  {
    name: 'sidecar',
    pod: pod({
      initContainers: [{ ...shell('tail -f /dev/null'), name: 'log', restartPolicy: 'Always' }],
      containers: [nginx],
    }),
    after: 30_000,
  },
];
