import type { HelmRun } from '../helm-run.ts';

/** What a container has printed so far. Throws StatusError. */
export async function readPodLog(run: HelmRun, namespace: string, pod: string, container?: string): Promise<string> {
  const connection = await run.cluster.client.connect({
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace,
    name: pod,
    subresource: 'log',
    options: container === undefined ? {} : { parameters: { container: [container] } },
  });
  let text = '';
  const read = async (): Promise<void> => {
    for await (const piece of connection.output) text += piece.text;
  };
  const { clock } = run.process;
  await clock.join(clock.run(read));
  return text;
}
