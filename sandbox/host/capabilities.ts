import { idInside, type UserNamespace } from './namespaces.ts';
import type { HostProcess } from './process.ts';

/** Root of its own user namespace. Whoever has just made one, and written no map, is that too. */
function isRoot({ namespaces: { user }, user: { uid } }: HostProcess): boolean {
  if (user.parent === undefined) return uid === 0;
  return user.uidMap.length === 0 || idInside(user, 'uidMap', uid) === 0;
}

/**
 * Whether what belongs to a user namespace obeys the process: it is root there, root further out, or the user who made it.
 * Models cap_capable of security/commoncap.c.
 */
function rules(process: HostProcess, over: UserNamespace, has: boolean): boolean {
  const own = process.namespaces.user;
  for (let at: UserNamespace | undefined = over; at !== undefined; at = at.parent) {
    if (at === own) return has;
    if (at.parent === own && at.creator === process.user.uid) return true;
  }
  return false;
}

/** What a container's root lost: mounts, host names, devices, the namespaces of others (CAP_SYS_ADMIN and its like). */
export function mayAdminister(process: HostProcess, over: UserNamespace | undefined): boolean {
  const own = process.namespaces.user;
  return over !== undefined && rules(process, over, isRoot(process) && (own.parent !== undefined || !process.confined));
}

/** What a container's root keeps (CAP_KILL, CAP_SYS_CHROOT). */
export function mayAsRoot(process: HostProcess, over: UserNamespace): boolean {
  return rules(process, over, isRoot(process));
}

/** Models kill_ok_by_cred of kernel/signal.c. */
export function maySignal(process: HostProcess, target: HostProcess): boolean {
  return process.user.uid === target.user.uid || mayAsRoot(process, target.namespaces.user);
}
