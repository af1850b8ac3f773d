import { beforeAll, describe, expect, it } from 'vitest';
import { isObject } from '../../../sandbox/index.ts';
import { learner } from '../learner.ts';

let run: (line: string) => Promise<string>;
const onNode = (line: string): Promise<string> => run(`ssh node-1 '${line}'`);

beforeAll(async () => {
  ({ run } = await learner({ seed: 'crictl', nodes: [{ name: 'node-1' }] }));
  await run('kubectl create deployment web --image=nginx; kubectl run crash --image=busybox -- sh -c "echo one; exit 3"');
  await run('kubectl wait deployment/web --for=condition=Available --timeout=60s; sleep 20');
});

describe('crictl', () => {
  it('lists sandboxes and containers in the columns of cri-tools', async () => {
    const lines = (await onNode('crictl ps -a')).split('\n');
    expect(lines[0]).toBe(
      'CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD                    NAMESPACE',
    );
    expect(lines[1]).toMatch(/^[0-9a-f]{13} {7}[0-9a-f]{13} {7}\d+ seconds ago +Exited +crash +2 +[0-9a-f]{13} +crash +default$/);
    expect(await onNode('crictl ps -q')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await onNode('crictl pods --label app=web -q')).toMatch(/^[0-9a-f]{64}\n$/);
    expect((await onNode('crictl pods --state notready')).split('\n')).toHaveLength(2);
    expect(await onNode('crictl ps --name cra -a -q')).toHaveLength(2 * 65);
  });

  it('shows the same container as kubectl, the process table and the control groups', async () => {
    const id = (await onNode('crictl ps -q --name nginx')).trim();
    expect(await run("kubectl get pod -l app=web -o jsonpath='{.items[0].status.containerStatuses[0].containerID}'")).toBe(
      `containerd://${id}`,
    );
    const shown: unknown = JSON.parse(await onNode(`crictl inspect ${id.slice(0, 8)}`));
    const info = isObject(shown) && isObject(shown['info']) ? shown['info'] : {};
    expect(await onNode(`cat /proc/${String(info['pid'])}/cgroup`)).toContain(`cri-containerd-${id}.scope`);
    expect(await onNode(`crictl exec ${id} hostname`)).toBe(await run('kubectl exec deploy/web -- hostname'));
    expect(await onNode(`crictl logs --tail 1 ${id}`)).toBe(await run('kubectl logs deploy/web --tail=1'));
  });

  it('keeps logs of runs that ended, and stops what the kubelet starts again', async () => {
    expect(await onNode('crictl logs $(crictl ps -aq --name crash | head -1)')).toBe('one\n');
    const before = (await onNode('crictl ps -q --name nginx')).trim();
    await onNode(`crictl stop ${before}; sleep 3`);
    expect(await run("kubectl get pod -l app=web -o jsonpath='{.items[0].status.containerStatuses[0].restartCount}'")).toBe('1');
    expect(await onNode(`crictl rm ${before}; crictl ps -aq`)).not.toContain(`\n${before}`);
  });

  it('pulls and removes images of the node', async () => {
    expect(await onNode('crictl pull redis')).toMatch(/^Image is up to date for sha256:[0-9a-f]{64}\n$/);
    expect(await onNode('crictl images')).toMatch(/docker\.io\/library\/redis +latest +[0-9a-f]{13} +49\.9MB/);
    expect(await onNode('crictl rmi redis; crictl images')).not.toMatch(/redis +latest/);
    expect(await onNode('crictl pull nosuch/image')).toContain('pull access denied');
  });

  it.each([
    ['crictl inspect zzz', 'FATA[0000] rpc error: code = NotFound'],
    ['crictl ps --state sleepy', '--state should be one of created, running, exited or unknown'],
    ['crictl ps -o xml', 'unsupported output format "xml"'],
    ['crictl ps --nonsense', 'flag provided but not defined: -nonsense'],
    ['crictl logs zzz --tail 3', 'options such as --tail stand before CONTAINER-ID'],
    ['crictl runp pod.json', 'not simulated'],
    ['crictl -r unix:///run/crio/crio.sock ps', 'dial unix /run/crio/crio.sock: connect: no such file or directory'],
  ])('%s is refused', async (line, message) => {
    expect(await onNode(line)).toContain(message);
  });

  it('is there for a debugging Pod that changes its root, and ctr sees the same', async () => {
    await run('kubectl debug node/node-1 --image=busybox -- chroot /host crictl pods -q; sleep 5');
    const pods = await onNode('crictl pods -q');
    expect(pods).toContain((await run('kubectl logs $(kubectl get pods -o name | grep debugger)')).split('\n')[0]);
    expect(await onNode('ctr -n k8s.io containers ls -q')).toContain(pods.split('\n')[0]);
    expect(await onNode('ctr containers ls -q')).toBe('');
  });
});
