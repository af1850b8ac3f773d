import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import { createApiServer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';
import { namespaces, serviceAccounts } from '../../sandbox/schema/resources.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

interface Recording {
  readonly files: { readonly [name: string]: string };
  readonly steps: readonly { readonly cmd: string; readonly expect: { readonly stdout: string } }[];
}

const recordingOf = (name: string): Recording =>
  JSON.parse(gunzipSync(readFileSync(`test/goldens/kubectl/${name}.json.gz`)).toString()) as Recording;

/** What controllers of a real cluster had made of the objects when they were described. */
const statuses: { readonly [name: string]: object } = {
  pi: {
    active: 0,
    ready: 0,
    succeeded: 3,
    startTime: '2026-11-20T11:40:55Z',
    completionTime: '2026-11-20T11:40:58Z',
  },
  broken: { active: 0, ready: 0, failed: 1, startTime: '2026-11-20T11:40:55Z' },
  q: {
    hard: { pods: '1', services: '1', 'requests.cpu': '1' },
    used: { pods: '0', services: '0', 'requests.cpu': '0' },
  },
};

/** The text without its Events, and without what differs from run to run. */
const comparable = (text: string): string =>
  text
    .replace(/\nEvents:[\s\S]*/, '\n')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>')
    .replaceAll(/Created on:.*/g, 'Created on: <time>')
    .trimEnd();

let server: ApiServer;
let clock: VirtualClock;

beforeEach(() => {
  clock = new VirtualClock(Date.UTC(2026, 10, 20, 11, 41));
  server = createApiServer({ clock, random: new Random('describe'), kinds, admission: admissionPlugins });
  const client = server.componentClient(kubernetesAdmin);
  client.create(namespaces, { metadata: { name: 'default' } });
  client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } });
});

const kindOf = ({ apiVersion, kind }: Manifest) =>
  kinds.find(({ type }) => type.kind === kind && `${type.group === '' ? '' : `${type.group}/`}${type.version}` === apiVersion);

async function described(manifest: Manifest): Promise<string> {
  const kind = kindOf(manifest);
  if (kind?.describe === undefined) throw new Error(`nothing describes a ${manifest.kind}`);
  const namespace = kind.type.namespaced ? { namespace: 'default' } : {};
  const client = server.componentClient(kubernetesAdmin);
  const created = client.create(kind.type, { ...manifest, metadata: { ...manifest.metadata, ...namespace } } as never);
  const status = statuses[manifest.metadata.name];
  const object = { ...created, ...(status === undefined ? {} : { status }) };
  return kind.describe(object, { client: server.client(kubernetesAdmin), now: clock.now(), showEvents: true });
}

const cases: readonly (readonly [recording: string, file: string, command: string, kind: string, name: string])[] = [
  ['describe-net-rbac', 'o.yaml', 'kubectl describe ing shop', 'Ingress', 'shop'],
  ['describe-net-rbac', 'o.yaml', 'kubectl describe netpol db', 'NetworkPolicy', 'db'],
  ['describe-net-rbac', 'o.yaml', 'kubectl describe netpol deny-all', 'NetworkPolicy', 'deny-all'],
  ['describe-net-rbac', 'o.yaml', 'kubectl describe ingressclass front', 'IngressClass', 'front'],
  ['describe-net-rbac', 'o.yaml', 'kubectl describe pdb api', 'PodDisruptionBudget', 'api'],
  ['describe-jobs', 'j.yaml', 'kubectl describe job pi', 'Job', 'pi'],
  ['describe-jobs', 'j.yaml', 'kubectl describe job broken', 'Job', 'broken'],
];

describe('describes as kubectl does', () => {
  test.each(cases)('%s, %s: %s', async (recording, file, command, kind, name) => {
    const { files, steps } = recordingOf(recording);
    const documents = parseAllDocuments(files[file] ?? '').map((document) => document.toJS() as Manifest);
    const manifest = documents.find((document) => document.kind === kind && document.metadata.name === name);
    expect(manifest).toBeDefined();
    const expected = steps.find(({ cmd }) => cmd === command)?.expect.stdout ?? '';
    expect(comparable(manifest === undefined ? '' : await described(manifest))).toBe(comparable(expected));
  });

  test('a ResourceQuota', async () => {
    const { steps } = recordingOf('create-namespace-quota');
    const expected = steps.find(({ cmd }) => cmd === 'kubectl describe quota q -n team-a')?.expect.stdout ?? '';
    const text = await described({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' } });
    expect(comparable(text)).toBe(comparable(expected.replace('team-a', 'default')));
  });
});
