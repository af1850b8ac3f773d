import { statusErrorOf, type ComponentClient } from '../../api/client.ts';
import { quantityMilliValue } from '../../core/quantity.ts';
import { parseTime } from '../../core/time-text.ts';

/** What one Pod uses of a resource. */
export interface PodMetric {
  /** Thousandths. */
  readonly value: number;
  /** When it was measured, in virtual milliseconds, and over how long before. */
  readonly time: number;
  readonly window: number;
}

/** As `metrics.k8s.io/v1beta1` says it, in so far as it matters here. */
interface PodMetricsObject {
  readonly metadata: { readonly name: string };
  readonly timestamp: string;
  /** A duration such as `15s`. */
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: { readonly [resource: string]: string } }[];
}

/**
 * What the Pods that a selector matches use, by name: all their containers, or only the one named. Throws Error in the words of the
 * controller when there are no metrics. Models pkg/controller/podautoscaler/metrics/client.go.
 */
export function resourceMetrics(
  client: ComponentClient,
  namespace: string,
  selector: string,
  resource: string,
  container: string | undefined,
): ReadonlyMap<string, PodMetric> {
  const answer = client.request({
    verb: 'list',
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    resource: 'pods',
    namespace,
    options: { labelSelector: selector },
  });
  if (answer.code >= 400) {
    const why =
      answer.code === 404
        ? 'the server could not find the requested resource (get pods.metrics.k8s.io)'
        : statusErrorOf(answer).message;
    throw new Error(`unable to fetch metrics from resource metrics API: ${why}`);
  }
  const items = answer.body['items'] as unknown as readonly PodMetricsObject[];
  if (items.length === 0) throw new Error('no metrics returned from resource metrics API');
  return new Map(
    items.flatMap(({ metadata, timestamp, window, containers }) => {
      const counted = container === undefined ? containers : containers.filter(({ name }) => name === container);
      const amounts = counted.map(({ usage }) => usage[resource]);
      if (amounts.length === 0 || amounts.includes(undefined)) return [];
      const value = amounts.reduce((sum, amount) => sum + quantityMilliValue(amount ?? '0'), 0);
      const seconds = Number.parseFloat(window);
      return [[metadata.name, { value, time: parseTime(timestamp) ?? 0, window: seconds * 1000 }] as const];
    }),
  );
}
