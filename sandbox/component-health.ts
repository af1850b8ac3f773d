import type { ObjectSource } from './api/kind.ts';
import type { ComponentStatus } from './schema/types/core-v1.ts';

/** A part of the control plane that is asked for its health. */
export interface HealthCheck {
  readonly name: string;
  /** Where it listens on the machine of the API server. */
  readonly port: number;
  isRunning(): boolean;
}

/** What the server tells of the health of the control plane, asked each time. */
export function componentHealth(checks: readonly HealthCheck[]): ObjectSource<ComponentStatus> {
  return {
    list: () =>
      checks.map((check) => {
        const healthy = check.isRunning();
        const condition = { type: 'Healthy', status: healthy ? 'True' : 'False', message: healthy ? 'ok' : refused(check.port) };
        return {
          kind: 'ComponentStatus',
          apiVersion: 'v1',
          metadata: { name: check.name } as ComponentStatus['metadata'],
          conditions: [condition],
        };
      }),
  };
}

const refused = (port: number): string =>
  `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`;
