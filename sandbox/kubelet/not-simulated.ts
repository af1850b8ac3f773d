/** A field of a Pod that is accepted and has no effect on a node of the sandbox. */
export interface NotSimulated {
  /** Path in the Pod; `[]` stands for each item of a list. */
  readonly field: string;
  readonly why: string;
}

/** All of them, in plain words for the learner. */
export const notSimulated: readonly NotSimulated[] = [
  { field: 'spec.containers[].volumeDevices', why: 'there are no block devices' },
  { field: 'spec.containers[].securityContext.privileged', why: 'it gives all capabilities, but no devices of the node' },
  { field: 'spec.containers[].securityContext.allowPrivilegeEscalation', why: 'programs cannot gain rights' },
  { field: 'spec.containers[].securityContext.seccompProfile', why: 'no system call is refused by a filter' },
  { field: 'spec.containers[].securityContext.seLinuxOptions', why: 'the nodes do not run SELinux' },
  { field: 'spec.containers[].securityContext.appArmorProfile', why: 'the nodes do not run AppArmor' },
  { field: 'spec.containers[].securityContext.procMount', why: '/proc is not filled' },
  {
    field: 'spec.containers[].lifecycle.stopSignal',
    why: "v1.36 drops it unless a gate is opened; the image's own stop signal is used",
  },
  { field: 'spec.containers[].restartPolicyRules[].action', why: 'RestartAllContainers restarts only the container that ended' },
  { field: 'spec.securityContext.fsGroup', why: 'files of volumes keep their owner; only the group of the process is set' },
  { field: 'spec.securityContext.sysctls', why: 'the kernel of a node keeps its settings' },
  { field: 'spec.securityContext.seccompProfile', why: 'no system call is refused by a filter' },
  { field: 'spec.hostIPC', why: 'programs share no memory' },
  { field: 'spec.hostUsers', why: 'a Pod gets no user namespace of its own' },
  { field: 'spec.runtimeClassName', why: 'there is one runtime, and all classes mean it' },
  { field: 'spec.overhead', why: 'sandboxes take no resources' },
  { field: 'spec.setHostnameAsFQDN', why: 'the host name is the short one' },
  { field: 'spec.resourceClaims', why: 'there are no devices to claim' },
  { field: 'spec.volumes[].emptyDir.medium', why: 'what is stored in memory does not count against memory limits' },
];
