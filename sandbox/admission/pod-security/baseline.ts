import {
  containerList,
  containersOf,
  hasOwnUsers,
  namesWhere,
  plural,
  quoted,
  setters,
  sortedSet,
  violation,
  type Check,
  type CheckPod,
} from './check.ts';
import type { LifecycleHandler, Probe } from './pod-types.ts';

const always = (id: string, check: CheckPod): Check => ({ id, versions: [{ since: 0, check }] });

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile = always('appArmorProfile', (spec, { annotations = {} }) => {
  const type = (context: object): string | undefined => (context as { appArmorProfile?: { type: string } }).appArmorProfile?.type;
  const isBad = (context: object): boolean => {
    const given = type(context);
    return given !== undefined && given !== 'RuntimeDefault' && given !== 'Localhost';
  };
  const bad = setters(spec, isBad);
  const marks = Object.entries(annotations)
    .filter(([key, value]) => key.startsWith(APPARMOR) && !/^$|^runtime\/default$|^localhost\//.test(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  if (bad === undefined && marks.length === 0) return undefined;
  const values = [...sortedSet((bad?.contexts ?? []).map((context) => type(context) ?? '')), ...marks];
  const who = [
    ...(bad === undefined ? [] : [bad.text]),
    ...(marks.length === 0 ? [] : [plural('annotation', 'annotations', marks)]),
  ];
  return violation(
    plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values),
    `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  );
});

const defaultCapabilities = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const capabilities = always('capabilities_baseline', (spec) => {
  const added = (context: { readonly capabilities?: { readonly add?: readonly string[] } } | undefined): readonly string[] =>
    (context?.capabilities?.add ?? []).filter((name) => !defaultCapabilities.has(name));
  const bad = namesWhere(spec, ({ securityContext }) => added(securityContext).length > 0);
  if (bad.length === 0) return undefined;
  const names = sortedSet(containersOf(spec).flatMap(({ securityContext }) => added(securityContext)));
  const detail = `${containerList(bad)} must not include ${quoted(names)} in securityContext.capabilities.add`;
  return violation('non-default capabilities', detail);
});

const hostNamespaces = always('hostNamespaces', ({ hostNetwork, hostPID, hostIPC }) => {
  const used = Object.entries({ hostNetwork, hostPID, hostIPC }).filter(([, on]) => on === true);
  return used.length === 0 ? undefined : violation('host namespaces', used.map(([name]) => `${name}=true`).join(', '));
});

const hostPathVolumes = always('hostPathVolumes', ({ volumes = [] }) => {
  const bad = volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  return bad.length === 0 ? undefined : violation('hostPath volumes', `${plural('volume', 'volumes', bad)} ${quoted(bad)}`);
});

const hostPorts = always('hostPorts', (spec) => {
  const bad = namesWhere(spec, ({ ports = [] }) => ports.some(({ hostPort }) => (hostPort ?? 0) !== 0));
  if (bad.length === 0) return undefined;
  const ports = sortedSet(
    containersOf(spec).flatMap(({ ports: all = [] }) =>
      all.flatMap(({ hostPort }) => ((hostPort ?? 0) === 0 ? [] : [String(hostPort)])),
    ),
  );
  const uses = plural('uses', 'use', bad);
  return violation('hostPort', `${containerList(bad)} ${uses} ${plural('hostPort', 'hostPorts', ports)} ${ports.join(', ')}`);
});

const hostProbes: Check = {
  id: 'hostProbesAndHostLifecycle',
  versions: [
    {
      since: 34,
      check(spec) {
        const hostsOf = (handler: Probe | LifecycleHandler | undefined): readonly string[] =>
          [handler?.httpGet?.host, handler?.tcpSocket?.host].flatMap((host) => (host === undefined || host === '' ? [] : [host]));
        const found = containersOf(spec).map(({ name, livenessProbe, readinessProbe, startupProbe, lifecycle }) => ({
          name,
          hosts: [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap(hostsOf),
        }));
        const bad = sortedSet(found.filter(({ hosts }) => hosts.length > 0).map(({ name }) => name));
        if (bad.length === 0) return undefined;
        const hosts = sortedSet(found.flatMap((item) => item.hosts));
        const what = plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts);
        return violation(
          'probe or lifecycle host',
          `${containerList(bad)} ${plural('uses', 'use', bad)} ${what} ${quoted(hosts)}`,
        );
      },
    },
  ],
};

const privileged = always('privileged', (spec) => {
  const bad = namesWhere(spec, ({ securityContext }) => securityContext?.privileged === true);
  return bad.length === 0
    ? undefined
    : violation('privileged', `${containerList(bad)} must not set securityContext.privileged=true`);
});

/** Also a check of the restricted level in newer versions. */
export const checkProcMount: CheckPod = (spec) => {
  const isBad = (type: string | undefined): boolean => type !== undefined && type !== 'Default';
  const bad = namesWhere(spec, ({ securityContext }) => isBad(securityContext?.procMount));
  if (bad.length === 0) return undefined;
  const types = sortedSet(
    containersOf(spec).flatMap(({ securityContext }) =>
      isBad(securityContext?.procMount) ? [securityContext?.procMount ?? ''] : [],
    ),
  );
  return violation('procMount', `${containerList(bad)} must not set securityContext.procMount to ${quoted(types)}`);
};

const procMount: Check = {
  id: 'procMount',
  versions: [
    { since: 0, check: checkProcMount },
    { since: 35, check: (spec, metadata) => (hasOwnUsers(spec) ? undefined : checkProcMount(spec, metadata)) },
  ],
};

const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

function checkSeLinux(allowed: readonly string[]): CheckPod {
  return (spec) => {
    const isBad = ({ seLinuxOptions: options }: { readonly seLinuxOptions?: object }): boolean => {
      const { type = '', user = '', role = '' } = (options ?? {}) as { type?: string; user?: string; role?: string };
      return !allowed.includes(type) || user !== '' || role !== '';
    };
    const bad = setters(spec, isBad);
    if (bad === undefined) return undefined;
    const options = bad.contexts.map(({ seLinuxOptions }) => seLinuxOptions ?? {});
    const types = sortedSet(options.map(({ type = '' }) => type).filter((type) => !allowed.includes(type)));
    const data = [
      ...(types.length === 0 ? [] : [`${plural('type', 'types', types)} ${quoted(types)}`]),
      ...(options.some(({ user = '' }) => user !== '') ? ['user may not be set'] : []),
      ...(options.some(({ role = '' }) => role !== '') ? ['role may not be set'] : []),
    ];
    return violation('seLinuxOptions', `${bad.text} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`);
  };
}

const seLinuxOptions: Check = {
  id: 'seLinuxOptions',
  versions: [
    { since: 0, check: checkSeLinux(seLinuxTypes) },
    { since: 31, check: checkSeLinux([...seLinuxTypes, 'container_engine_t']) },
  ],
};

export const isGoodSeccomp = (type: string | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost';

const POD_SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';

const seccompAnnotations: CheckPod = (spec, { annotations = {} }) => {
  const keys = [POD_SECCOMP, ...containersOf(spec).map(({ name }) => `${CONTAINER_SECCOMP}${name}`)];
  const bad = sortedSet(
    keys.flatMap((key) => {
      const value = annotations[key];
      return value === undefined || /^runtime\/default$|^docker\/default$|^localhost\//.test(value)
        ? []
        : [`${key}=${JSON.stringify(value)}`];
    }),
  );
  if (bad.length === 0) return undefined;
  return violation('seccompProfile', `forbidden ${plural('annotation', 'annotations', bad)} ${bad.join(', ')}`);
};

/** Who asks for a profile that even the baseline does not allow; also a part of the check of the restricted level. */
export const checkSeccomp: CheckPod = (spec) => {
  const bad = setters(spec, ({ seccompProfile }) => seccompProfile !== undefined && !isGoodSeccomp(seccompProfile.type));
  if (bad === undefined) return undefined;
  const types = sortedSet(bad.contexts.map(({ seccompProfile }) => seccompProfile?.type ?? ''));
  return violation('seccompProfile', `${bad.text} must not set securityContext.seccompProfile.type to ${quoted(types)}`);
};

const seccompProfile: Check = {
  id: 'seccompProfile_baseline',
  versions: [
    { since: 0, check: seccompAnnotations },
    { since: 19, check: checkSeccomp },
  ],
};

const sysctlsSince: readonly (readonly [since: number, names: readonly string[]])[] = [
  [
    0,
    [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ],
  ],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [
    29,
    ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'],
  ],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
];

const sysctls: Check = {
  id: 'sysctls',
  versions: sysctlsSince.map(([since]) => {
    const allowed = new Set(sysctlsSince.filter(([from]) => from <= since).flatMap(([, names]) => names));
    return {
      since,
      check(spec) {
        const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !allowed.has(name));
        return bad.length === 0 ? undefined : violation('forbidden sysctls', bad.join(', '));
      },
    };
  }),
};

const windowsHostProcess = always('windowsHostProcess', (spec) => {
  const bad = setters(spec, ({ windowsOptions }) => windowsOptions?.hostProcess === true);
  if (bad === undefined) return undefined;
  return violation('hostProcess', `${bad.text} must not set securityContext.windowsOptions.hostProcess=true`);
});

/** In the order of their ids, in which violations are told. Models k8s.io/pod-security-admission/policy. */
export const baselineChecks: readonly Check[] = [
  appArmorProfile,
  capabilities,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMount,
  seLinuxOptions,
  seccompProfile,
  sysctls,
  windowsHostProcess,
];
