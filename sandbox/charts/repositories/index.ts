import { databases } from './databases.ts';
import type { ChartRepository } from './define-repository.ts';
import { demo } from './demo.ts';
import { fetchFrom } from './fetch.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { metricsServer } from './metrics-server.ts';

/** The chart repositories that the sandbox reaches. */
export const repositories: readonly ChartRepository[] = [demo, databases, ingressNginx, metricsServer];

/** What an address of theirs answers; undefined for any other. */
export const fetchChartFile = (address: string): Uint8Array | undefined => fetchFrom(repositories, address);
