import { describe, expect, it } from 'vitest';
import { learnerAt } from '../harness/learner.ts';

describe('a cluster', () => {
  it('starts with three nodes that become Ready', async () => {
    const learner = await learnerAt();
    const { output } = await learner.type('kubectl get nodes');
    expect(output.split('\n').map((line) => line.split(/ +/).slice(0, 3).join(' '))).toEqual([
      'NAME STATUS ROLES',
      'control-plane Ready control-plane',
      'node-1 Ready <none>',
      'node-2 Ready <none>',
      '',
    ]);
  });

  it('brings a Deployment to life, reaches it by name, scales it, and heals it', async () => {
    const learner = await learnerAt();
    expect((await learner.type('kubectl create deployment web --image=nginx:1.27 --replicas=2')).output).toBe(
      'deployment.apps/web created\n',
    );
    expect((await learner.type('kubectl rollout status deployment/web')).output).toContain(
      'deployment "web" successfully rolled out',
    );
    await learner.type('kubectl expose deployment web --port=80');
    await learner.wait(1000);
    expect((await learner.type('kubectl exec deploy/web -- curl -s http://web')).output).toContain('Welcome to nginx');
    await learner.type('kubectl scale deployment web --replicas=4');
    await learner.wait(30_000);
    expect((await learner.type('kubectl get deployment web --no-headers')).output).toMatch(/^web +4\/4 +4 +4 /);
    const [victim] = (await learner.type('kubectl get pods -o name')).output.split('\n');
    expect((await learner.type(`kubectl delete ${victim}`)).output).toContain('deleted');
    await learner.wait(30_000);
    const after = (await learner.type('kubectl get pods -o name')).output;
    expect(after).not.toContain(victim);
    expect(after.trim().split('\n')).toHaveLength(4);
  });

  it('is the same for the same seed and inputs, to the last id, and another for another seed', async () => {
    const play = async (seed: string): Promise<string> => {
      const learner = await learnerAt({ seed });
      await learner.type('kubectl create deployment web --image=nginx --replicas=3');
      await learner.wait(20_000);
      await learner.type('kubectl expose deployment web --port=80; kubectl delete pod --all');
      await learner.wait(45_000);
      return learner.cluster.fingerprint();
    };
    const first = await play('a');
    expect(await play('a')).toBe(first);
    expect(await play('b')).not.toBe(first);
  });

  it('comes to the same however the time is cut', async () => {
    const play = async (step: number): Promise<string> => {
      const learner = await learnerAt();
      await learner.type('kubectl create deployment web --image=nginx --replicas=3');
      for (let passed = 0; passed < 60_000; passed += step) await learner.wait(step);
      return learner.cluster.fingerprint();
    };
    expect(await play(250)).toBe(await play(60_000));
  });

  it('has no self-healing while the controllers are stopped, and has it again afterwards', async () => {
    const learner = await learnerAt();
    await learner.type('kubectl create deployment web --image=nginx --replicas=2');
    await learner.wait(20_000);
    learner.cluster.components.stop('kube-controller-manager');
    await learner.type('kubectl delete pod --all');
    await learner.wait(60_000);
    expect((await learner.type('kubectl get pods')).output).toBe('No resources found in default namespace.\n');
    learner.cluster.components.start('kube-controller-manager');
    await learner.wait(60_000);
    expect((await learner.type('kubectl get deployment web --no-headers')).output).toMatch(/^web +2\/2 /);
  });

  it('leaves Pods Pending while the scheduler is stopped', async () => {
    const learner = await learnerAt();
    learner.cluster.components.stop('kube-scheduler');
    await learner.type('kubectl run web --image=nginx');
    await learner.wait(30_000);
    expect((await learner.type('kubectl get pod web --no-headers')).output).toMatch(/^web +0\/1 +Pending /);
    learner.cluster.components.start('kube-scheduler');
    await learner.wait(30_000);
    expect((await learner.type('kubectl get pod web --no-headers')).output).toMatch(/^web +1\/1 +Running /);
  });
});

describe('what is accepted and not simulated', () => {
  it('is named, in a Pod and in the template of a Deployment', async () => {
    const { cluster } = await learnerAt();
    const spec = {
      containers: [{ name: 'a', image: 'nginx', securityContext: { procMount: 'Unmasked' } }],
      hostIPC: true,
    };
    const fields = (object: { [key: string]: unknown }): string[] =>
      cluster.notSimulated(object as never).map(({ field }) => field);
    expect(fields({ apiVersion: 'v1', kind: 'Pod', spec })).toEqual([
      'spec.containers[].securityContext.procMount',
      'spec.hostIPC',
    ]);
    expect(fields({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec } } })).toHaveLength(2);
    expect(fields({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'a', image: 'nginx' }] } })).toEqual([]);
    expect(fields({ apiVersion: 'v1', kind: 'ConfigMap' })).toEqual([]);
    expect(fields({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', spec: {} })).toEqual(['HTTPRoute']);
  });
});
