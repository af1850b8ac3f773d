import { beforeAll, describe, expect, it } from 'vitest';
import { createCluster } from '../../../sandbox/index.ts';
import type { Cluster, Shell } from '../../../sandbox/cluster-types.ts';

const shop = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: colours, labels: { app: shop } }\ndata: { a: red }\n';
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: web, image: 'nginx:1.26', envFrom: [{ configMapRef: { name: settings } }] }
`;
const kustomization = `resources: [deployment.yaml]
namePrefix: dev-
namespace: team
images: [{ name: nginx, newTag: '1.27' }]
labels: [{ pairs: { stage: dev } }]
configMapGenerator: [{ name: settings, literals: [size=10] }]
`;

const built = `apiVersion: v1
data:
  size: "10"
kind: ConfigMap
metadata:
  labels:
    stage: dev
  name: dev-settings-k2m4c56fkh
  namespace: team
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    stage: dev
  name: dev-web
  namespace: team
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - envFrom:
        - configMapRef:
            name: dev-settings-k2m4c56fkh
        image: nginx:1.27
        name: web
`;

let cluster: Cluster;
let shell: Shell;

async function run(line: string): Promise<string> {
  let text = '';
  const done = shell.run(line, { onOutput: (output) => (text += output.text) });
  if (!(await cluster.clock.runUntil(done, 300_000))) throw new Error(`${line} does not end`);
  return text;
}

beforeAll(async () => {
  cluster = createCluster({
    files: {
      'shop.yaml': shop,
      'more.yaml': shop.replace('colours', 'sizes'),
      'dev/kustomization.yaml': kustomization,
      'dev/deployment.yaml': deployment,
      'site/index.html': 'grüß dich\n',
      'site/deep/page.html': 'page\n',
    },
  });
  await cluster.clock.settle();
  shell = await cluster.shell();
  await run('kubectl run web --image=nginx:1.27');
  expect(await run('kubectl wait --for=condition=Ready pod/web')).toContain('condition met');
});

describe('kubectl cp', () => {
  it('takes a file into a container and out again', async () => {
    expect(await run('kubectl cp site/index.html web:/usr/share/nginx/html/index.html')).toBe('');
    expect(await run('kubectl cp web:/usr/share/nginx/html/index.html back.html')).toBe(
      "tar: Removing leading `/' from member names\n",
    );
    expect(await run('cat back.html')).toBe('grüß dich\n');
  });

  it('keeps every byte, on the way there and back', async () => {
    await run("printf '\\x00\\xff\\xfe\\xc3\\x28\\xe2\\x82\\x80\\x80 and text\\n' > bytes");
    const sum = (await run('md5sum bytes')).split(' ')[0];
    expect(sum).toMatch(/^[0-9a-f]{32}$/);
    await run('kubectl cp bytes web:/tmp/bytes; kubectl cp web:/tmp/bytes again; kubectl exec web -- cat /tmp/bytes > piped');
    await run("cat bytes | kubectl exec -i web -- sh -c 'cat > /tmp/piped'");
    const sums = await run('md5sum again piped; kubectl exec web -- md5sum /tmp/bytes /tmp/piped');
    expect(
      sums
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(' ')[0]),
    ).toEqual([sum, sum, sum, sum]);
  });

  it('takes folders, into a folder that is there', async () => {
    await run('kubectl cp site web:/tmp');
    expect(await run('kubectl exec web -- cat /tmp/site/deep/page.html')).toBe('page\n');
    await run('kubectl cp default/web:/tmp/site copy -c web');
    expect(await run('cat copy/deep/page.html')).toBe('page\n');
  });

  it('says what is not there', async () => {
    expect(await run('kubectl cp nope web:/tmp/x')).toBe("error: nope doesn't exist in local filesystem\n");
    expect(await run('kubectl cp a b; kubectl cp web:/nope x; echo $?')).toBe(
      [
        'error: one of src or dest must be a remote file specification',
        "tar: Removing leading `/' from member names",
        'tar: /nope: Cannot stat: No such file or directory',
        'tar: Exiting with failure status due to previous errors',
        'command terminated with exit code 2',
        '2\n',
      ].join('\n'),
    );
  });
});

describe('kubectl kustomize', () => {
  it('builds a kustomization', async () => {
    // As the real kubectl prints it.
    expect(await run('kubectl kustomize dev')).toBe(built);
  });

  it('hashes a content as the real one does', async () => {
    const command = 'kubectl create configmap c --from-literal=a=1 --append-hash --dry-run=client -o name';
    expect(await run(command)).toBe('configmap/c-9dtcmmmm5t\n');
  });

  it('can be applied', async () => {
    await run('kubectl create namespace team');
    expect(await run('kubectl apply -k dev')).toContain('deployment.apps/dev-web created\n');
  });
});

describe('kubectl apply --prune', () => {
  it('deletes what was applied before and is no longer there', async () => {
    await run('kubectl apply -f shop.yaml -f more.yaml');
    expect(await run('kubectl apply -f shop.yaml --prune -l app=shop')).toContain(
      'configmap/colours unchanged\nconfigmap/sizes pruned\n',
    );
    expect(await run('kubectl apply -f shop.yaml --prune')).toContain('without explicitly passing --all');
  });
});

describe('-o go-template', () => {
  it.each([
    ['{{ with .metadata }}{{ .name | printf "%q" }}{{ end }}', '"web"'],
    ['{{ range $i, $c := .spec.containers }}{{ $i }}:{{ $c.name }}{{ else }}none{{ end }}', '0:web'],
    ['{{ if and .spec.nodeName (not .nope) }}{{ len .spec.containers }}{{ else if true }}x{{ end }}', '1'],
    ['{{- /* nothing */ -}} {{ eq .kind "Pod" "Node" }} {{- print 1 2 "x" }}', 'true1 2x'],
    ['{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .kind }}', '<Pod>'],
    ['{{ $x := 1 }}{{ range .spec.containers }}{{ $x = 2 }}{{ end }}{{ $x }}', '2'],
    [
      '{{ base64decode "aGVsbG8=" }} {{ exists . "metadata" "name" }} {{ exists .kind 2 }} {{ exists . "a" "b" }}',
      'hello true true false',
    ],
    ['{{ printf "%d %T" .metadata.generation .metadata.generation }}', '1 int64'],
  ])('%s', async (template, text) => {
    expect(await run(`kubectl get pod web -o go-template='${template}'`)).toBe(text);
  });

  it('says where it fails', async () => {
    expect(await run(`kubectl get pod web -o go-template='{{.kind.nope}}' `)).toContain(
      'error: error executing template "{{.kind.nope}}": template: output:1:7: executing "output" at <.kind.nope>: can\'t evaluate field nope in type interface {}\n',
    );
  });
});

describe('kubectl drain', () => {
  it('evicts the Pods of a node', async () => {
    const node = (await run(`kubectl get pod web -o jsonpath='{.spec.nodeName}'`)).trim();
    expect(await run(`kubectl drain ${node} --ignore-daemonsets --force`)).toContain(
      `evicting pod default/web\npod/web evicted\n`,
    );
    expect(await run(`kubectl get node ${node}`)).toContain('SchedulingDisabled');
  });
});
