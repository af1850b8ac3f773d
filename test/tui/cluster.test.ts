import { describe, expect, it } from 'vitest';
import { clusterFacts } from '../../src/tui/cluster/from-objects.ts';
import { lineText, lineWidth } from '../../src/tui/text/line.ts';
import { unicodeSymbols } from '../../src/tui/theme/symbols.ts';
import { age, eventLines, nodeLines, serviceLines, treeLines, type ClusterLook } from '../../src/tui/widgets/cluster/lines.ts';
import { fade, mark, noMarks } from '../../src/tui/widgets/cluster/marks.ts';
import { deployed, startObjects } from '../harness/terminal-demo-course.ts';

const facts = clusterFacts(deployed);
const look = (columns: number): ClusterLook => ({ columns, symbols: unicodeSymbols, isChanged: () => false });

const podWith = (status: object, metadata: object = {}): string | undefined =>
  clusterFacts([{ kind: 'Pod', metadata: { name: 'web', ...metadata }, spec: { containers: [{}] }, status }]).pods[0]?.status;

describe('facts of the cluster', () => {
  it.each([
    ['Pending', { phase: 'Pending' }],
    ['ContainerCreating', { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }] }],
    ['CrashLoopBackOff', { phase: 'Running', containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] }],
    ['Running', { phase: 'Running', containerStatuses: [{ ready: true, state: { running: {} } }] }],
    ['Completed', { phase: 'Succeeded', containerStatuses: [{ state: { terminated: { reason: 'Completed', exitCode: 0 } } }] }],
    ['ExitCode:3', { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] }],
    ['Evicted', { phase: 'Failed', reason: 'Evicted' }],
    [
      'Init:CrashLoopBackOff',
      { phase: 'Pending', initContainerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
    ],
  ])('say %s as kubectl does', (wanted, status) => {
    expect(podWith(status)).toBe(wanted);
  });

  it('say Terminating while a Pod goes', () => {
    expect(podWith({ phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:00:00Z' })).toBe('Terminating');
  });

  it('take anything without falling over', () => {
    const odd = [
      {},
      { kind: 'Pod' },
      { kind: 'Pod', metadata: 3, status: [] },
      { kind: 'Node', status: { conditions: 'x' } },
      { kind: 'Event' },
      { kind: 'Service', spec: null },
    ];
    expect(clusterFacts(odd).pods.length).toBe(2);
  });
});

describe('the cluster in words', () => {
  it('shows nodes with their Pods', () => {
    expect(nodeLines(facts, look(60)).map(lineText)).toEqual([
      ' ✓ control-plane  control plane                      0 Pods ',
      '',
      ' ✓ node-1                                            2 Pods ',
      '   ✓ web-6d4b7-x2x9p  ✗ web-6d4b7-zz7tn  ',
      '',
      ' ✓ node-2                                             1 Pod ',
      '   ✓ web-6d4b7-kl8wq  ',
    ]);
  });

  it('shows who owns what', () => {
    expect(treeLines(facts, look(60)).map(lineText)).toEqual([
      ' Deployment web                                         2/3 ',
      ' └─ ReplicaSet web-6d4b7                                2/3 ',
      '    ├─ ✓ web-6d4b7-kl8wq                            Running ',
      '    ├─ ✓ web-6d4b7-x2x9p                            Running ',
      '    └─ ✗ web-6d4b7-zz7tn       ImagePullBackOff  3 restarts ',
    ]);
  });

  it('shows Services and where they lead', () => {
    expect(serviceLines(facts, look(50)).map((line) => lineText(line).trimEnd())).toEqual([
      ' web  ClusterIP                    10.96.14.20:80',
      '   → ✓ web-6d4b7-x2x9p',
      '   → ◐ web-6d4b7-kl8wq  not ready',
    ]);
  });

  it('keeps the order of events of one second, however exactly each is told', () => {
    const event = (name: string, version: string, times: object): object => ({
      kind: 'Event',
      metadata: { name, uid: name, resourceVersion: version },
      reason: name,
      ...times,
    });
    const events = [
      event('Pulled', '10', { lastTimestamp: '2026-01-01T09:00:01Z' }),
      event('Scheduled', '9', { eventTime: '2026-01-01T09:00:01.400000Z' }),
    ];
    const facts = clusterFacts(events as unknown as Parameters<typeof clusterFacts>[0]);
    expect(facts.events.map(({ reason }) => reason)).toEqual(['Scheduled', 'Pulled']);
  });

  it('shows the newest event first', () => {
    const now = Date.parse('2026-01-05T09:00:10Z');
    expect(eventLines(facts, now, look(70)).map(lineText)).toEqual([
      '   5s  Failed ×3  pod/web-6d4b7-zz7tn  Failed to pull image "nginx:1.…',
      '   8s  Scheduled  pod/web-6d4b7-x2x9p  Successfully assigned default/…',
    ]);
  });

  it.each([30, 44, 59, 80])('fits into %i columns', (columns) => {
    const lines = [
      ...nodeLines(facts, look(columns)),
      ...treeLines(facts, look(columns)),
      ...eventLines(facts, 0, look(columns)),
    ];
    expect(lines.filter((line) => lineWidth(line) > columns).map(lineText)).toEqual([]);
  });

  it('says ages as kubectl does', () => {
    expect([5_000, 119_000, 120_000, 7_200_000, 200_000_000].map(age)).toEqual(['5s', '119s', '2m', '2h', '2d']);
  });
});

describe('marks of what changed', () => {
  it('stand for three seconds on what is new or different', () => {
    const before = noMarks(clusterFacts(startObjects));
    const marked = mark(before, facts);
    expect([...marked.left.keys()]).toContain('Deployment/web');
    expect([...marked.left.keys()]).not.toContain('Node/node-1');
    expect(fade(fade(marked)).left.size).toBe(marked.left.size);
    expect(fade(fade(fade(marked))).left.size).toBe(0);
  });

  it('are not put on what stayed as it was', () => {
    expect(mark(noMarks(facts), facts).left.size).toBe(0);
  });
});
