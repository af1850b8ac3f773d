import type { ProcessContext } from '../../host/program.ts';
import type { Environment } from './invocation.ts';
import { emptyMemory, type DiscoveryMemory } from './discovery.ts';

/** Virtual milliseconds that kubectl trusts what it learnt. */
const TRUST = 6 * 60 * 60 * 1000;

interface Remembered {
  readonly since: number;
  readonly memory: DiscoveryMemory;
}

/** Of each kubectl: one for each machine, home folder and server, as the folders below ~/.kube/cache are. */
const memories = new WeakMap<Environment, Map<string, Remembered>>();

/** What kubectl on this machine remembers of a server. */
export function memoryOf(environment: Environment, { hostname, env, clock }: ProcessContext, server: string): DiscoveryMemory {
  const known = memories.get(environment) ?? new Map<string, Remembered>();
  memories.set(environment, known);
  const key = `${hostname} ${env['HOME'] ?? ''} ${server}`;
  const found = known.get(key);
  if (found !== undefined && clock.now() - found.since < TRUST) return found.memory;
  const memory = emptyMemory();
  known.set(key, { since: clock.now(), memory });
  return memory;
}
