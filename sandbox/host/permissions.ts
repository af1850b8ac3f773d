import { idInside, type UserNamespace } from './namespaces.ts';
import type { HostProcess } from './process.ts';

/** Whether it has a capability in its own user namespace: whoever is root of one that was made, or has written no map yet, has them all. */
function has({ namespaces: { user }, user: { uid }, capabilities }: HostProcess, capability: string): boolean {
  if (user.parent === undefined) return uid === 0 && capabilities.has(capability);
  return user.uidMap.length === 0 || idInside(user, 'uidMap', uid) === 0;
}

/**
 * Whether a process may use a capability (without its `CAP_`) on what belongs to a user namespace: it has it there or further out, or is
 * the user who made that namespace. Models cap_capable of security/commoncap.c.
 */
export function mayUse(process: HostProcess, capability: string, over: UserNamespace | undefined): boolean {
  const own = process.namespaces.user;
  for (let at = over; at !== undefined; at = at.parent) {
    if (at === own) return has(process, capability);
    if (at.parent === own && at.creator === process.user.uid) return true;
  }
  return false;
}

/** Models kill_ok_by_cred of kernel/signal.c. */
export function maySignal(process: HostProcess, target: HostProcess): boolean {
  return process.user.uid === target.user.uid || mayUse(process, 'KILL', target.namespaces.user);
}
