import { describe, expect, it } from 'vitest';
import { createEventRecorder } from '../../sandbox/api/index.ts';
import { events as eventsType, pods } from '../../sandbox/schema/resources.ts';
import { controlPlane } from '../tools/kubectl/control-plane.ts';
import { kubernetesAdmin } from '../../sandbox/api/index.ts';

async function recording() {
  const { api, clock } = await controlPlane();
  const client = api.componentClient(kubernetesAdmin);
  const pod = client.create(pods, {
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'nginx' }], nodeName: 'node-1' },
  });
  const recorder = createEventRecorder(client, clock, { component: 'tester', host: 'node-1' });
  const written = () =>
    client
      .list(eventsType, 'default')
      .filter(({ reportingComponent }) => reportingComponent === 'tester')
      .map(({ message, count, series }) => [message, series?.count ?? count] as const);
  return { client, clock, pod, recorder, written };
}

describe('an event recorder', () => {
  it('counts the same Event, and puts together what differs by its message only', async () => {
    const { pod, recorder, written } = await recording();
    for (let time = 0; time < 3; time++) recorder.event(pod, 'Warning', 'BackOff', 'again');
    expect(written()).toEqual([['again', 3]]);
    for (let number = 1; number <= 12; number++) recorder.event(pod, 'Normal', 'Note', `number ${number}`);
    const notes = written().filter(([message]) => message?.includes('number') === true);
    expect(notes).toHaveLength(10);
    expect(notes.at(-1)).toEqual(['(combined from similar events): number 12', 3]);
  });

  it('puts nothing together over ten quiet minutes, nor of different reasons', async () => {
    const { clock, pod, recorder, written } = await recording();
    for (let number = 1; number <= 9; number++) recorder.event(pod, 'Normal', 'Note', `number ${number}`);
    recorder.event(pod, 'Normal', 'Other', 'number ten');
    await clock.advance(600_001);
    recorder.event(pod, 'Normal', 'Note', 'late');
    expect(written().filter(([message]) => message?.startsWith('(combined') === true)).toEqual([]);
  });

  it('tells 25 Events of an object at once and then one in five minutes', async () => {
    const { clock, pod, recorder, written } = await recording();
    for (let time = 0; time < 40; time++) recorder.event(pod, 'Warning', 'BackOff', 'again');
    expect(written()).toEqual([['again', 25]]);
    await clock.advance(299_000);
    recorder.event(pod, 'Warning', 'BackOff', 'again');
    expect(written()).toEqual([['again', 25]]);
    await clock.advance(2_000);
    recorder.event(pod, 'Warning', 'BackOff', 'again');
    expect(written()).toEqual([['again', 42]]);
  });

  it('makes a series of the same Event with an action, and writes its length when it begins and when it is over', async () => {
    const { client, clock, pod, recorder, written } = await recording();
    const record = (object = pod): void =>
      recorder.event(object, 'Warning', 'FailedScheduling', 'no node', { action: 'Scheduling' });
    record();
    expect(written()).toEqual([['no node', undefined]]);
    for (let time = 0; time < 4; time++) record();
    expect(written()).toEqual([['no node', 2]]);
    await clock.advance(400_000);
    expect(written()).toEqual([['no node', 5]]);
    record();
    expect(written()).toHaveLength(2);
    // Another version of the object is another Event.
    const changed = client.patch(
      pods,
      { name: 'p', namespace: 'default' },
      { metadata: { labels: { a: 'b' } } },
      { type: 'merge' },
    );
    record(changed);
    expect(written()).toHaveLength(3);
  });
});
