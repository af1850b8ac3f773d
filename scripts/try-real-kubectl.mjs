// Tries real kubectl binaries of several versions against `kubetutor sandbox serve`, and prints what worked.
//   node scripts/build.mjs && node scripts/try-real-kubectl.mjs [--kubectl FILE,FILE] [--program FILE] [--kubeconfig FILE] [--verbose]
// Binaries default to `kubectl.1.NN` beside the kubectl on the PATH. With --kubeconfig a server that runs already is used.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    kubectl: { type: 'string' },
    program: { type: 'string', default: fileURLToPath(new URL('../dist/kubetutor.js', import.meta.url)) },
    kubeconfig: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const deployment = (image) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'app' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'app' } },
    template: { metadata: { labels: { app: 'app' } }, spec: { containers: [{ name: 'web', image }] } },
  },
});
const asText = (...objects) => objects.map((object) => JSON.stringify(object)).join('\n---\n');

/** What to run, in order: the arguments, what must be seen (in either stream), the exit code when it is not 0, input, and `since` which minor version it can work. */
const tries = [
  ['version', /Server Version.*v1\.36/],
  ['cluster-info', /control plane/],
  ['api-resources', /deployments\s+deploy\s+apps\/v1/],
  ['api-versions', /^apps\/v1$/m],
  ['get nodes', /Ready/],
  ['get nodes -o wide', /containerd/],
  ['describe node node-1', /Capacity/],
  ['get --raw /readyz', /ok/],
  ['explain pod.spec.containers', /VERSION:\s+v1/],
  ['explain deployment --recursive', /replicas/],
  ['create namespace try', /namespace\/try created/],
  ['config set-context --current --namespace=try', /modified/],
  ['create deployment web --image=nginx:1.27 --replicas=2', /deployment.apps\/web created/],
  ['rollout status deployment/web --timeout=30s', /successfully rolled out/],
  ['get deployments,replicasets,pods', /deployment.apps\/web\s+2\/2/],
  ['get pods -o wide', /Running/],
  ['get pods -l app=web -o jsonpath={.items[*].status.phase}', /^Running Running$/],
  ['get deployment web -o yaml', /image: nginx:1\.27/],
  ['get pods -o custom-columns=N:.metadata.name,S:.status.phase', /Running/],
  ['describe deployment web', /ScalingReplicaSet/],
  ['expose deployment web --port=80', /service\/web exposed/],
  ['get service,endpoints,endpointslices', /service\/web/],
  ['describe service web', /Endpoints:\s+10\./],
  ['scale deployment web --replicas=3', /scaled/],
  ['wait --for=condition=Available deployment/web --timeout=30s', /condition met/],
  ['set image deployment/web nginx=nginx:1.28', /image updated/],
  ['rollout status deployment/web --timeout=60s', /successfully rolled out/],
  ['rollout history deployment/web', /REVISION/],
  ['rollout undo deployment/web', /rolled back/],
  ['rollout restart deployment/web', /restarted/],
  ['rollout status deployment/web --timeout=60s', /successfully rolled out/],
  ['rollout pause deployment/web', /paused/],
  ['rollout resume deployment/web', /resumed/],
  ['set env deployment/web A=b', /env updated/],
  ['set resources deployment/web --limits=cpu=200m', /resource requirements updated/],
  ['autoscale deployment web --min=1 --max=3 --cpu-percent=80', /autoscaled/],
  ['logs deployment/web --tail=3', /worker process/],
  ['create configmap c --from-literal=a=b', /configmap\/c created/],
  ['create secret generic s --from-literal=a=b', /secret\/s created/],
  ['create serviceaccount bob', /serviceaccount\/bob created/],
  ['create role r --verb=get,list --resource=pods', /role.rbac.authorization.k8s.io\/r created/],
  ['create rolebinding rb --role=r --serviceaccount=try:bob', /rolebinding.rbac.authorization.k8s.io\/rb created/],
  ['auth can-i list pods --as=system:serviceaccount:try:bob', /^yes/],
  ['auth can-i delete nodes --as=system:serviceaccount:try:bob', /^no/, { code: 1 }],
  ['auth whoami', /kubernetes-admin/, { since: 28 }],
  ['create token bob', /^ey/],
  ['create quota q --hard=pods=50', /resourcequota\/q created/],
  ['create job j --image=busybox -- echo hi', /job.batch\/j created/],
  ['create cronjob cj --image=busybox --schedule=0_0_*_*_* -- echo hi', /cronjob.batch\/cj created/],
  ['create ingress i --rule=host/path=web:80', /ingress.networking.k8s.io\/i created/],
  ['create poddisruptionbudget pdb --selector=app=web --min-available=1', /poddisruptionbudget.policy\/pdb created/],
  ['create priorityclass pc --value=10', /priorityclass.scheduling.k8s.io\/pc created/],
  ['apply -f -', /deployment.apps\/app created/, { input: asText(deployment('nginx:1.27')) }],
  ['apply -f -', /deployment.apps\/app unchanged/, { input: asText(deployment('nginx:1.27')) }],
  ['diff -f -', /nginx:1\.28/, { input: asText(deployment('nginx:1.28')), code: 1 }],
  ['apply -f -', /deployment.apps\/app configured/, { input: asText(deployment('nginx:1.28')) }],
  ['apply --server-side --force-conflicts -f -', /serverside-applied/, { input: asText(deployment('nginx:1.28')) }],
  ['apply --dry-run=server -f -', /\(server dry run\)/, { input: asText(deployment('nginx:1.29')) }],
  [
    'replace -f -',
    /configmap\/c replaced/,
    { input: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"c"}}' },
  ],
  ['patch deployment app -p {"spec":{"replicas":1}}', /patched/],
  ['patch deployment app --type=json -p [{"op":"replace","path":"/spec/replicas","value":2}]', /patched/],
  ['label deployment app tier=front', /labeled/],
  ['annotate deployment app note=x', /annotated?/],
  ['run p --image=nginx:1.27 --port=80', /pod\/p created/],
  ['wait --for=condition=Ready pod/p --timeout=30s', /condition met/],
  ['get pod p -w', /p\s+1\/1/, { stop: 1500 }],
  ['exec p -- ls /etc/nginx', /nginx\.conf/],
  ['exec -i p -- cat', /from stdin/, { input: 'from stdin\n' }],
  ['exec p -- sh -c exit_7', /exit code 7/, { code: 7 }],
  ['exec p -- nosuch', /executable file not found/, { code: 1 }],
  ['exec nobody -- ls', /\(NotFound\): pods "nobody" not found/, { code: 1 }],
  ['cp {file} p:/tmp/copied.txt', /^$/],
  ['exec p -- cat /tmp/copied.txt', /copied text/],
  ['cp p:/tmp/copied.txt {file}.back', /(^$|Removing leading)/],
  ['port-forward pod/p {port}:80', /Welcome to nginx/, { fetch: true }],
  ['logs -f p', /worker process/, { stop: 1500 }],
  ['attach p', /./, { stop: 1500 }],
  ['debug p --image=busybox --target=p -- sleep 1', /Targeting container|Defaulting debug container/],
  ['top nodes', /Metrics API not available/, { code: 1 }],
  ['events', /Scheduled/],
  ['get events --field-selector=involvedObject.name=p', /Pulled/],
  ['delete pod p --now', /pod "p" (force )?deleted/],
  ['cordon node-1', /cordoned/],
  ['drain node-1 --ignore-daemonsets --force --delete-emptydir-data --timeout=60s', /drained/],
  ['uncordon node-1', /uncordoned/],
  ['taint nodes node-1 k=v:NoSchedule', /tainted/],
  ['taint nodes node-1 k-', /untainted/],
  [
    'apply -f -',
    /unknown field "spec.replicsa"/,
    { input: asText({ ...deployment('nginx'), spec: { replicsa: 1, ...deployment('nginx').spec } }), code: 1 },
  ],
  [
    'create -f -',
    /Error from server \(AlreadyExists\)|already exists/,
    { input: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}', code: 1 },
  ],
  ['delete deployment web app', /deployment.apps "web" deleted/],
  ['delete all --all', /service "web" deleted/],
  ['delete namespace try', /namespace "try" deleted/],
  ['get namespace try', /NotFound/, { code: 1 }],
  ['delete priorityclass pc', /deleted/],
];

const home = mkdtempSync(path.join(tmpdir(), 'kubetutor-try-'));
writeFileSync(path.join(home, 'file.txt'), 'copied text\n');
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill();
  rmSync(home, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

function binaries() {
  if (values.kubectl) return values.kubectl.split(',');
  const found = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'kubectl'))
    .find((file) => existsSync(file));
  if (!found) throw new Error('no kubectl on the PATH: name binaries with --kubectl');
  const real = realpathSync(found);
  const beside = readdirSync(path.dirname(real))
    .filter((name) => /^kubectl\.\d+\.(27|30|33)$/.test(name))
    .sort();
  return beside.length > 0 ? beside.map((name) => path.join(path.dirname(real), name)) : [real];
}

const until = async (condition, milliseconds) => {
  for (const end = Date.now() + milliseconds; Date.now() < end; await new Promise((wake) => setTimeout(wake, 50)))
    if (await condition()) return true;
  return false;
};

async function startServer(name) {
  const kubeconfig = path.join(home, `${name}.kubeconfig`);
  const child = spawn(
    process.execPath,
    [values.program, 'sandbox', 'serve', '--tls', '--token', 'random', '--kubeconfig', kubeconfig],
    { cwd: home, stdio: 'ignore' },
  );
  running.add(child);
  if (!(await until(() => existsSync(kubeconfig), 10_000))) throw new Error('the server did not start');
  return { kubeconfig, stop: () => child.kill() };
}

function run(binary, kubeconfig, line, { input, stop, fetch: fetches }, port) {
  const file = path.join(home, 'file.txt');
  // An underscore stands for a blank inside an argument.
  const args = line
    .split(' ')
    .map((argument) =>
      (/^exit_|_\*/.test(argument) ? argument.replaceAll('_', ' ') : argument)
        .replace('{file}', file)
        .replace('{port}', String(port)),
    );
  return new Promise((resolve) => {
    const child = execFile(
      binary,
      args,
      { env: { HOME: home, KUBECONFIG: kubeconfig, PATH: process.env.PATH ?? '' }, timeout: 60_000, cwd: home },
      (error, stdout, stderr) =>
        resolve({
          output: stdout + stderr + fetched,
          code: stop || fetches ? 0 : typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        }),
    );
    let fetched = '';
    if (input !== undefined || !stop) child.stdin.end(input ?? '');
    if (stop) setTimeout(() => child.kill('SIGINT'), stop);
    if (fetches) {
      until(
        async () =>
          (fetched = await fetch(`http://127.0.0.1:${port}/`).then(
            (answer) => answer.text(),
            () => '',
          )) !== '',
        5_000,
      ).then(() => child.kill('SIGINT'));
    }
  });
}

const columns = binaries();
const table = tries.map(([line]) => [line]);
const seen = [];
for (const [column, binary] of columns.entries()) {
  const server = values.kubeconfig
    ? { kubeconfig: values.kubeconfig, stop: () => undefined }
    : await startServer(path.basename(binary));
  for (const [index, [line, wanted, options = {}]] of tries.entries()) {
    const minor = Number(/\.(\d+)$/.exec(binary)?.[1] ?? Infinity);
    if (minor < (options.since ?? 0)) {
      table[index].push('-');
      continue;
    }
    const { output, code } = await run(binary, server.kubeconfig, line, options, 28_000 + column);
    const good = wanted.test(output) && code === (options.code ?? 0);
    table[index].push(good ? 'yes' : 'NO');
    if (!good)
      seen.push(
        `${path.basename(binary)} ${line}\n    exit code ${code}: ${output.trim().slice(0, 600).replaceAll('\n', '\n    ')}`,
      );
    if (values.verbose) process.stderr.write(`${path.basename(binary)} ${line}: ${good ? 'yes' : 'NO'}\n`);
  }
  server.stop();
}
const width = Math.max(...tries.map(([line]) => Math.min(line.length, 72)));
console.log(
  `${'kubectl …'.padEnd(width)}  ${columns.map((binary) => path.basename(binary).replace('kubectl.', '').padEnd(5)).join(' ')}`,
);
for (const [line, ...marks] of table)
  console.log(`${line.slice(0, width).padEnd(width)}  ${marks.map((mark) => mark.padEnd(5)).join(' ')}`);
for (const text of seen) console.log(`\n${text}`);
const all = table.flatMap(([, ...marks]) => marks.filter((mark) => mark !== '-'));
console.log(`\n${all.filter((mark) => mark === 'yes').length} of ${all.length} worked`);
process.exitCode = seen.length > 0 ? 1 : 0;
