import { describe, expect, it } from 'vitest';
import { fixture, learnerAt, type Learner } from '../harness/learner.ts';

/** Applies a manifest of the notes in a fresh cluster and lets two minutes pass. */
async function applied(file: string): Promise<Learner & { readonly output: string; readonly exitCode: number }> {
  const learner = await learnerAt({ files: { 'm.yaml': fixture(`notes/${file}`) } });
  const { output, exitCode } = await learner.type('kubectl apply -f m.yaml');
  await learner.wait(120_000);
  return { ...learner, output, exitCode };
}

describe('the manifests of the notes that are right', () => {
  it.each([
    [
      'pod-nginx-demo.yaml',
      'pod/nginx-demo created\n',
      'kubectl get pod nginx-demo --no-headers',
      /^nginx-demo +1\/1 +Running +0 /,
    ],
    [
      'pod-nginx-startup-probe.yaml',
      'pod/nginx-po created\n',
      'kubectl get pod nginx-po --no-headers',
      /^nginx-po +1\/1 +Running +0 /,
    ],
    [
      'deployment-nginx--deploy.yaml',
      'deployment.apps/nginx--deploy created\n',
      'kubectl get deployment nginx--deploy --no-headers',
      /^nginx--deploy +1\/1 +1 +1 /,
    ],
    [
      'deployment-nginx.yaml',
      'deployment.apps/nginx-deployment created\n',
      'kubectl get deployment nginx-deployment --no-headers',
      /^nginx-deployment +2\/2 +2 +2 /,
    ],
    ['pod-myapp-busybox.yaml', 'pod/myapp-pod created\n', 'kubectl logs myapp-pod', /^Hello Kubernetes!\n$/],
    [
      'pod-influxdb-hostport.yaml',
      'pod/influxdb created\n',
      'kubectl get pod influxdb -o jsonpath={.spec.containers[0].ports[0].hostPort}',
      /^8086$/,
    ],
    [
      'pod-and-nodeport-service.yaml',
      'pod/nginx created\nservice/nginx created\n',
      'curl -s http://node-1:30000/ | head -n 4',
      /Welcome to nginx/,
    ],
  ])('%s', async (file, created, question, answer) => {
    const learner = await applied(file);
    expect(learner.output).toBe(created);
    expect(learner.exitCode).toBe(0);
    expect((await learner.type(question)).output).toMatch(answer);
  });

  it('a Pod that mounts a ConfigMap waits for it, and then finds the file', async () => {
    const learner = await applied('pod-configmap-volume.yaml');
    expect((await learner.type('kubectl get pod test-configfile-po --no-headers')).output).toMatch(/ 0\/1 +ContainerCreating /);
    expect((await learner.type('kubectl describe pod test-configfile-po')).output).toContain(
      'MountVolume.SetUp failed for volume "db-config" : configmap "my-config-test" not found',
    );
    await learner.type("kubectl create configmap my-config-test --from-literal=db.txt='user=root'");
    await learner.wait(180_000);
    expect((await learner.type('kubectl exec test-configfile-po -- cat /usr/local/mysql/conf/db.txt')).output).toBe('user=root');
  });

  it('an image of the closed registry k8s.gcr.io cannot be pulled', async () => {
    const learner = await applied('pod-goproxy-probes.yaml');
    expect((await learner.type('kubectl get pod goproxy --no-headers')).output).toMatch(
      / 0\/1 +(ErrImagePull|ImagePullBackOff) /,
    );
  });
});

describe('the manifests of the notes that are broken get the real server’s words', () => {
  it('clusterIP: none, and kind: StatufulSet', async () => {
    const learner = await applied('service-and-statefulset-broken.yaml');
    expect(learner.exitCode).toBe(1);
    expect(learner.output).toContain(
      'The Service "nginx" is invalid: spec.clusterIPs[0]: Invalid value: "none": must be a valid IP address',
    );
    expect(learner.output).toContain(
      'resource mapping not found for name: "web" namespace: "" from "m.yaml": no matches for kind "StatufulSet" in version "apps/v1"\nensure CRDs are installed first',
    );
  });

  it('once the kind is spelt right, matchlabels is an unknown field', async () => {
    const text = fixture('notes/service-and-statefulset-broken.yaml')
      .replace('StatufulSet', 'StatefulSet')
      .replace('none', 'None');
    const learner = await learnerAt({ files: { 'm.yaml': text } });
    const { output, exitCode } = await learner.type('kubectl apply -f m.yaml');
    expect(exitCode).toBe(1);
    expect(output).toContain('service/nginx created');
    expect(output).toContain('strict decoding error: unknown field "spec.selector.matchlabels"');
  });

  it('a DaemonSet without a selector', async () => {
    const learner = await applied('daemonset-fluentd-no-selector.yaml');
    expect(learner.exitCode).toBe(1);
    expect(learner.output).toBe(
      'The DaemonSet "fluentd" is invalid: spec.template.metadata.labels: Invalid value: {"app":"logging","id":"fluentd"}: `selector` does not match template `labels`\n',
    );
  });

  it('InitializerConfiguration, which is gone', async () => {
    const learner = await applied('initializer-configuration.yaml');
    expect(learner.output).toContain(
      'no matches for kind "InitializerConfiguration" in version "admissionregistration.k8s.io/v1alpha1"',
    );
  });

  it('metadata.initializers, which is gone too', async () => {
    const learner = await applied('pod-initializers-field.yaml');
    expect(learner.output).toContain('strict decoding error: unknown field "metadata.initializers"');
  });
});
