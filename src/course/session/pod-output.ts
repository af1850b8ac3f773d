import { StatusError, type Cluster } from '../../../sandbox/index.ts';
import type { PodOutput, PodQuery, Printed } from '../checks/define-check.ts';
import { originName } from '../checks/origin.ts';
import { podsOf } from './pods.ts';

/** How long a command of a check may take, in virtual milliseconds. */
const LIMIT = 5_000;
/** What is kept of the end of what it prints. */
const KEPT = 100_000;

/** What a log or a command of a Pod prints; of several Pods the first by name that can be asked. Belongs inside an activity of the clock. */
export async function printedBy(cluster: Cluster, query: PodQuery, what: PodOutput): Promise<Printed | string> {
  const { clock } = cluster;
  const where = { group: '', version: 'v1', resource: 'pods', namespace: query.namespace };
  const parameters: { [name: string]: readonly string[] } =
    'log' in what ? { previous: [String(what.log.previous)] } : { command: what.command, stdout: ['true'], stderr: ['true'] };
  if (query.container !== undefined) parameters['container'] = [query.container];
  try {
    const pods = (await podsOf(cluster, query.namespace, query.labels))
      .filter(({ name }) => query.name === undefined || name === query.name)
      .sort(
        (left, right) =>
          Number(right.phase === 'Running') - Number(left.phase === 'Running') || (left.name < right.name ? -1 : 1),
      );
    const [pod] = pods;
    if (pod === undefined) return `there is no ${originName(query)}`;
    const subresource = 'log' in what ? 'log' : 'exec';
    const connection = await cluster.client().connect({ ...where, name: pod.name, subresource, options: { parameters } });
    let text = '';
    void (async () => {
      for await (const piece of connection.output) text = (text + piece.text).slice(-KEPT);
    })();
    const exitCode = await clock.block<number>((wake) => {
      void connection.exit.then(wake);
      return clock.after(LIMIT, () => {
        connection.close();
        wake(124);
      });
    });
    // What was sent last is read when the stream ends.
    await clock.sleep(0);
    return { text, exitCode, pod: `${query.namespace}/${pod.name}` };
  } catch (error) {
    if (error instanceof StatusError) return `the API server says: ${error.message}`;
    throw error;
  }
}
