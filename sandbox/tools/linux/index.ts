import type { Program } from '../../host/program.ts';
import { curl } from './curl.ts';
import { editors } from './editors.ts';
import { traceroute } from './traceroute.ts';
import { openssl } from './openssl/index.ts';
import { nft } from './nft.ts';
import { ipvsadm } from './ipvsadm.ts';
import { iptables, iptablesSave } from './iptables.ts';
import { withHelp } from './help.ts';
import { hey } from './hey.ts';
import { dig, host } from './dig.ts';
import { env, printenv } from './env.ts';
import { dd, fallocate } from './fill-files.ts';
import { arch, hostname, id, uname, whoami } from './identity.ts';
import { brctl } from './brctl.ts';
import { ifconfig } from './interfaces.ts';
import { dmesg, free, nproc, top } from './machine-figures.ts';
import { ip } from './ip.ts';
import { ls } from './ls.ts';
import { lsns } from './lsns.ts';
import { mount, umount } from './mount.ts';
import { df, findmnt } from './mount-lists.ts';
import { nsenter } from './nsenter.ts';
import { chroot, pivotRoot } from './root-directory.ts';
import { stress, stressNg, yes } from './load.ts';
import { stat } from './stat.ts';
import { sudo } from './sudo.ts';
import { unshare } from './unshare.ts';
import { kill } from './kill.ts';
import { nc } from './nc.ts';
import { nslookup } from './nslookup.ts';
import { killall, pgrep, pkill } from './pgrep.ts';
import { ping } from './ping.ts';
import { ps } from './ps.ts';
import { sleep } from './sleep.ts';
import { tar } from './tar.ts';
import { test } from './test.ts';
import { timeout } from './timeout.ts';
import { uptime } from './uptime.ts';
import { watch } from './watch.ts';
import { wget } from './wget.ts';

const programs: readonly Program[] = [
  arch,
  curl,
  dig,
  hey,
  host,
  iptables,
  iptablesSave,
  ipvsadm,
  nft,
  openssl,
  traceroute,
  ...editors,
  dd,
  fallocate,
  env,
  hostname,
  id,
  brctl,
  chroot,
  df,
  dmesg,
  findmnt,
  free,
  ifconfig,
  ip,
  ls,
  lsns,
  mount,
  nproc,
  nsenter,
  pivotRoot,
  stress,
  stressNg,
  stat,
  sudo,
  top,
  umount,
  unshare,
  yes,
  kill,
  killall,
  pgrep,
  pkill,
  nc,
  nslookup,
  ping,
  printenv,
  ps,
  sleep,
  tar,
  test,
  timeout,
  uname,
  uptime,
  watch,
  wget,
  whoami,
];

/** The small programs that are on every machine and in every image with a shell. */
export const linuxPrograms: readonly Program[] = programs.map(withHelp);
