import { databases } from './databases.ts';
import type { ChartRepository } from './define-repository.ts';
import { demo } from './demo.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { metricsServer } from './metrics-server.ts';

/** The chart repositories that the sandbox reaches. */
export const repositories: readonly ChartRepository[] = [demo, databases, ingressNginx, metricsServer];
