import type { Cancel } from '../core/clock.ts';
import type { NodeUsage } from '../core/usage.ts';
import { defineProgram, type ProcessContext } from '../host/program.ts';
import type { NodeMetrics, PodMetrics } from '../schema/metrics.ts';
import { nodes } from '../schema/resources.ts';
import type { ApiAccess } from './api-access.ts';
import { klogLine } from './clock-text.ts';
import { defineImage, type Image } from './define-image.ts';
import { listenOrSay } from './listen.ts';
import { metricsBetween, type Sample } from './metrics-server/samples.ts';

/** The way to the kubelets, and to the API that tells what they said. */
export interface MetricsAccess {
  /** What the kubelets of these nodes tell; those that do not answer are missing. */
  usage(nodes: readonly string[]): readonly NodeUsage[];
  /** Serves the group metrics.k8s.io from now on. */
  provide(source: { pods(): readonly PodMetrics[]; nodes(): readonly NodeMetrics[] }): Cancel;
}

/** Milliseconds between two rounds of questions: `--metric-resolution`. */
const RESOLUTION = 15_000;
const PORT = 10_250;

/** Asks the kubelets what Pods use, and answers `kubectl top` and the autoscaler. */
export function metricsServer(access: ApiAccess, metrics: MetricsAccess): Image {
  return defineImage({
    name: 'registry.k8s.io/metrics-server/metrics-server',
    tags: ['*'],
    size: 22_600_000,
    entrypoint: ['/metrics-server'],
    user: 65_534,
    exposedPorts: [PORT],
    shell: false,
    programs: [
      defineProgram({
        name: 'metrics-server',
        summary: 'resource metrics of Pods and nodes',
        memory: 20 * 1024 ** 2,
        run: (process) => serve(process, access, metrics),
      }),
    ],
  });
}

async function serve(process: ProcessContext, access: ApiAccess, metrics: MetricsAccess): Promise<number> {
  const log = (level: string, text: string): void => {
    process.stderr.write(klogLine(process.clock.now(), level, process.pid, 'server.go', text));
  };
  let ready = false;
  const close = await listenOrSay(
    process,
    {
      port: PORT,
      protocol: 'TCP',
      address: '0.0.0.0',
      http: ({ path }) => {
        const ok = path === '/livez' || (path === '/readyz' && ready);
        return {
          status: ok ? 200 : path === '/readyz' ? 500 : 404,
          headers: { 'content-type': 'text/plain' },
          body: ok ? 'ok' : '',
        };
      },
    },
    { onTaken: () => log('E', `failed to listen on 0.0.0.0:${PORT}: bind: address already in use`) },
  );
  if (close === undefined) return 1;
  log('I', `Serving securely on [::]:${PORT}`);
  let found: ReturnType<typeof metricsBetween> | undefined;
  let last: Sample | undefined;
  let withdraw: Cancel | undefined;
  const round = (): void => {
    try {
      const names = access(process)
        .list(nodes)
        .map(({ metadata }) => metadata.name);
      const sample = { time: process.clock.now(), nodes: metrics.usage(names) };
      for (const name of names)
        if (!sample.nodes.some(({ node }) => node === name)) log('E', `Failed to scrape node ${JSON.stringify(name)}`);
      if (last !== undefined) found = metricsBetween(last, sample);
      last = sample;
      ready = found !== undefined;
      if (found !== undefined) withdraw ??= metrics.provide({ pods: () => found?.pods ?? [], nodes: () => found?.nodes ?? [] });
    } catch (error) {
      log('E', `unable to list nodes: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const cancel = process.clock.every(RESOLUTION, round);
  round();
  try {
    await process.waitForSignal('SIGTERM', 'SIGINT');
  } finally {
    cancel();
    close();
    withdraw?.();
  }
  return 0;
}
