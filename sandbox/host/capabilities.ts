/** In the kernel's order: the number of each is its bit. */
const names: readonly string[] = `
CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE
NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT
SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP
MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE
`
  .trim()
  .split(/\s+/);

/** What a process of root may do, each without its `CAP_`. */
export type Capabilities = ReadonlySet<string>;

export const allCapabilities: Capabilities = new Set(names);

/** What container runtimes leave to root in a container. */
export const containerCapabilities: Capabilities = new Set(
  `CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE SETFCAP`.split(
    ' ',
  ),
);

/** A container's capabilities after some were added and dropped, `ALL` among them; what is not known is left out. */
export function changedCapabilities(add: readonly string[], drop: readonly string[]): Capabilities {
  const [added, dropped] = [add.map(bare), drop.map(bare)];
  const base = added.includes('ALL') ? allCapabilities : dropped.includes('ALL') ? new Set<string>() : containerCapabilities;
  const kept = [...base].filter((name) => !dropped.includes(name) || added.includes(name));
  return new Set([...kept, ...added.filter((name) => allCapabilities.has(name))]);
}

/** The set as /proc/PID/status shows it. */
export function capabilityMask(capabilities: Capabilities): string {
  let mask = 0n;
  for (const [bit, name] of names.entries()) if (capabilities.has(name)) mask |= 1n << BigInt(bit);
  return mask.toString(16).padStart(16, '0');
}

function bare(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}
