import type { KernelLog } from '../kernel-log.ts';
import type { Cgroup, CgroupMember } from './cgroup.ts';

const PAGE = 4096;

/** How likely a process is to be chosen: its pages, moved by oom_score_adj thousandths of all there are. Models oom_badness of mm/oom_kill. */
function badness(member: CgroupMember, bytes: number, limit: number): number | undefined {
  if (member.oomScoreAdj <= -1000) return undefined;
  return bytes / PAGE + (member.oomScoreAdj * Math.floor(limit / PAGE)) / 1000;
}

/** The process of the subtree with the most points; of equal ones the first. The one that asks counts with what it asks for. */
export function chooseVictim(group: Cgroup, cause: CgroupMember, more: number, limit: number): CgroupMember | undefined {
  let chosen: CgroupMember | undefined;
  let most = -Infinity;
  for (const member of group.allMembers()) {
    const points = badness(member, member.memory + (member === cause ? more : 0), limit);
    if (points === undefined || points <= most) continue;
    most = points;
    chosen = member;
  }
  return chosen;
}

/** The lines that the kernel writes about it. */
export function reportKill(
  log: KernelLog,
  {
    group,
    home,
    victim,
    cause,
  }: { readonly group: Cgroup; readonly home: Cgroup; readonly victim: CgroupMember; readonly cause: CgroupMember },
): void {
  const ofGroup = group.parent !== undefined;
  const kilobytes = Math.floor(victim.memory / 1024);
  log.write(`${cause.command} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=${cause.oomScoreAdj}`);
  if (ofGroup) {
    const limit = Math.floor((group.memoryMax ?? 0) / 1024);
    log.write(`memory: usage ${Math.floor(group.memory / 1024)}kB, limit ${limit}kB, failcnt ${group.memoryEvents.max}`);
  }
  const constraint = ofGroup ? 'CONSTRAINT_MEMCG' : 'CONSTRAINT_NONE';
  const where = ofGroup ? `oom_memcg=${group.path},task_memcg=${home.path}` : `global_oom,task_memcg=${home.path}`;
  log.write(
    `oom-kill:constraint=${constraint},nodemask=(null),cpuset=${home.name || '/'},mems_allowed=0,${where},task=${victim.command},pid=${victim.pid},uid=${victim.uid}`,
  );
  log.write(
    `${ofGroup ? 'Memory cgroup out of memory' : 'Out of memory'}: Killed process ${victim.pid} (${victim.command}) total-vm:${kilobytes + 4096}kB, anon-rss:${kilobytes}kB, file-rss:0kB, shmem-rss:0kB, UID:${victim.uid} pgtables:${Math.ceil(kilobytes / 512) * 4 + 40}kB oom_score_adj:${victim.oomScoreAdj}`,
  );
}
