/** Containers: what they run, how they are watched over, what they may do, how they are. The form is explained in `read.ts`. */
export const containers = `
io.k8s.api.core.v1

Container: One container of a Pod: an image and how to run it.
  args: Arguments of the command, in place of the CMD of the image. References such as $(NAME) are replaced from env.
  command: What to run in place of the ENTRYPOINT of the image. No shell is involved unless you name one.
  env: Environment variables, one by one. They win over those of envFrom.
  envFrom: ConfigMaps and Secrets whose every key becomes an environment variable.
  image: The image to run, as registry/name:tag or with a digest. It can be changed while the Pod runs.
  imagePullPolicy: When the image is fetched: Always, IfNotPresent or Never. Default is Always for the tag latest or none, otherwise IfNotPresent.
  lifecycle: What to do right after the container has started and before it is stopped.
  livenessProbe: A check that restarts the container when it fails too often. Without one the container lives as long as its process.
  name: Name of the container, unique in the Pod. It cannot be changed.
  ports: Ports on which the container listens. It is a list for people and names: ports left out can be reached all the same.
  readinessProbe: A check that takes the Pod out of its Services while it fails. The container keeps running.
  resizePolicy: Whether a change of CPU or memory needs a restart of the container.
  resources: What the container asks for and what it may not exceed.
  restartPolicy: For init containers, Always makes a sidecar: it starts first and keeps running. Otherwise it overrides the policy of the Pod for this container.
  restartPolicyRules: Rules by exit code that are tried before restartPolicy. The first that matches decides.
  securityContext: User, capabilities and other security settings of this container. They win over those of the Pod.
  startupProbe: A check that has to succeed once before the other probes begin. It gives slow programs time to start.
  stdin: Whether the container keeps an input open, as for an interactive program. Default is false.
  stdinOnce: Whether the input is closed when the first client that attached goes away. Default is false.
  terminationMessagePath: A file in the container from which its last words are read into the status. Default is /dev/termination-log.
  terminationMessagePolicy: File takes the last words from that file only. FallbackToLogsOnError takes the end of the log when the file is empty and the container failed.
  tty: Whether the container gets a terminal. Needs stdin. Default is false.
  volumeDevices: Block volumes that appear as devices in the container.
  volumeMounts: Volumes of the Pod and where they appear in the container.
  workingDir: The folder in which the command starts. Without it, that of the image.
EphemeralContainer as Container: A container that is added to a running Pod for debugging. It is never restarted and has no resources, ports or probes of its own.
  lifecycle: Not allowed here; there are no hooks.
  livenessProbe: Not allowed here; nobody restarts an ephemeral container.
  ports: Not allowed, as no traffic is meant for it.
  readinessProbe: Not allowed here; an ephemeral container does not make a Pod ready.
  resizePolicy: Not allowed, as an ephemeral container has no resources.
  resources: Not allowed; it lives on what the Pod leaves unused.
  restartPolicy: Not allowed; it runs once.
  restartPolicyRules: Not allowed, as there is nothing to restart.
  startupProbe: Not allowed here; nothing waits for an ephemeral container.
  targetContainerName: The container whose processes it shall see. Without it, it sees those that the Pod shares.
ContainerPort: A port of a container. Its name can stand where Services and probes ask for a port.
  containerPort: Number of the port in the container, 1 to 65535.
  hostIP: Address of the node to which hostPort is bound. Without it, all of them.
  hostPort: A port of the node that leads to this one. Only one Pod of a node can have it, so it is rarely a good idea.
  name: A name for the port that Services and probes can use. Unique in the Pod, at most 15 characters.
  protocol: TCP (the default), UDP or SCTP.
ContainerResizePolicy: What happens when a resource of a running container is changed.
  resourceName: The resource: cpu or memory.
  restartPolicy: NotRequired changes it in place (the default); RestartContainer restarts the container to apply it.
ContainerRestartRule: What to do when a container ends in a certain way.
  action: What is done when the rule matches: Restart, or RestartAllContainers to begin the whole Pod again.
  exitCodes: The exit codes for which the rule holds.
ContainerRestartRuleOnExitCodes: A set of exit codes.
  operator: In holds for the codes that are listed, NotIn for all others.
  values: The exit codes, at most 255 of them.

EnvVar: One environment variable of a container.
  name: Name of the variable.
  value: Its text. $(NAME) stands for a variable defined before; $$ writes a dollar sign. Default is empty.
  valueFrom: Where the text is taken from instead. It is read once, when the container starts.
EnvVarSource: Where an environment variable comes from. Exactly one of the sources is set.
  configMapKeyRef: One key of a ConfigMap in the same namespace.
  fieldRef: A field of the Pod itself, such as metadata.name or status.podIP.
  fileKeyRef: One variable in a file that an init container wrote to an emptyDir volume.
  resourceFieldRef: A request or limit of this or another container.
  secretKeyRef: A value of a Secret in the same namespace.
EnvFromSource: A ConfigMap or Secret whose keys all become environment variables.
  configMapRef: The ConfigMap.
  prefix: Put in front of every key. Default is nothing.
  secretRef: The Secret.
ConfigMapEnvSource as ConfigMapKeySelector: Every key becomes a variable of its name.
ConfigMapKeySelector: A variable made from it keeps its value when the ConfigMap changes, until the container starts again.
  key: The key whose value is taken.
  name: Name of the ConfigMap, in the namespace of the Pod.
  optional: Whether the container may start although the ConfigMap or the key is missing. Default is false.
SecretEnvSource as SecretKeySelector: Every key becomes a variable with its decoded value.
SecretKeySelector: The value is decoded first. A variable made from it keeps it until the container starts again.
  key: The key whose decoded value is taken.
  name: Name of the Secret, in the namespace of the Pod.
  optional: Whether the container may start although the Secret or the key is missing. Default is false.
FileKeySelector: The file has lines of the form NAME=value.
  key: Name of the variable in the file.
  optional: Whether the container may start although the file or the variable is missing. Default is false.
  path: The file, relative to the volume.
  volumeName: The emptyDir volume with the file. The container itself need not mount it.
ObjectFieldSelector: Only some fields can be read so: name, namespace, uid, labels, annotations, node, ServiceAccount and addresses.
  apiVersion: Version of the API in which the path is meant. Default is v1.
  fieldPath: Path of the field, such as metadata.labels['app'].
ResourceFieldSelector: CPU, memory, ephemeral storage and huge pages can be read so.
  containerName: Whose it is. In a volume it is needed; in env the container itself is meant.
  divisor: The unit of the number, such as 1m for CPU or 1Mi for memory. Default is 1.
  resource: Which one, such as limits.cpu or requests.memory.

Probe: A check that the kubelet repeats on a running container. Exactly one way of checking is set.
  exec: Runs a command in the container; exit code 0 is a success.
  failureThreshold: How many failures in a row count as failed. Default is 3.
  grpc: Asks the health service of gRPC.
  httpGet: Asks for a page; a status from 200 to 399 is a success.
  initialDelaySeconds: Seconds to wait after the start of the container before the first check. Default is 0.
  periodSeconds: Seconds from one check to the next. Default is 10, at least 1.
  successThreshold: How many successes in a row make up for a failure. Default is 1, and only a readiness probe may have more.
  tcpSocket: Opens a connection; a port that accepts it is a success.
  terminationGracePeriodSeconds: Seconds the container has to end after a failed liveness or startup probe, in place of the period of the Pod.
  timeoutSeconds: Seconds that an answer may take. Default is 1.
ExecAction: A program that runs inside the container, with its files and its user.
  command: The program and its arguments. No shell is involved, so pipes and the like need sh -c.
GRPCAction: The program has to offer the service grpc.health.v1.Health.
  port: Number of the port, 1 to 65535.
  service: Name of the service to ask about. Default is empty, which asks about the server as a whole.
HTTPGetAction: Sent by the kubelet of the node, so that nothing has to be installed in the container.
  host: Where to send it. Without it, the address of the Pod, which is nearly always right.
  httpHeaders: Headers to send along. A header can stand several times.
  path: The page to ask for. Default is /.
  port: Number of the port, or its name in the container.
  scheme: HTTP (the default) or HTTPS, whose certificate is not checked.
HTTPHeader: One header of a request.
  name: Name of the header.
  value: What it says.
TCPSocketAction: Opened by the kubelet of the node and closed at once; nothing is sent.
  host: Where to connect to. Without it, the address of the Pod.
  port: Number of the port to connect to, or its name.
SleepAction: A pause.
  seconds: How long the pause is.
Lifecycle: What happens at the start and the end of a container.
  postStart: Runs right after the container was made, beside its own process. When it fails, the container is killed.
  preStop: Runs before the container is asked to stop. The grace period of the Pod goes on meanwhile.
  stopSignal: The signal that asks the process to stop. Default is that of the image, else SIGTERM. Needs os.name in the spec, and a feature gate.
LifecycleHandler: One thing to do at the start or end of a container.
  exec: A command to run in the container.
  httpGet: A request to send.
  sleep: Just wait.
  tcpSocket: No longer supported: accepted, but it fails when it runs.

ResourceRequirements: How much of each resource is asked for, and how much may be used.
  claims: Devices, by the names of entries of spec.resourceClaims.
  limits: The most that may be used. CPU beyond it is throttled, memory beyond it ends the process.
  requests: What the scheduler sets aside on a node. Without it, the limit is taken when there is one.
ResourceClaim: Uses an entry of spec.resourceClaims in a container.
  name: Name of the entry.
  request: One request of the claim. Without it, everything in the claim.

SecurityContext as PodSecurityContext: Security settings of one container. What is set here wins over the setting of the Pod.
  allowPrivilegeEscalation: Whether a process may gain more rights than its parent, through setuid programs for example. Always true for privileged containers.
  capabilities: Linux capabilities that are added to, or taken from, those of the container runtime.
  privileged: Whether the container has nearly all the rights of root on the node. Default is false.
  procMount: How /proc is mounted: Default hides sensitive parts, Unmasked does not and needs hostUsers false.
  readOnlyRootFilesystem: Whether the container can write only to its volumes. Default is false.
PodSecurityContext: Security settings that hold for all containers of a Pod.
  appArmorProfile: The AppArmor profile that confines the processes.
  fsGroup: A group that owns the files of the volumes and that every process is a member of.
  fsGroupChangePolicy: When ownership of the files is changed: Always (the default), or OnRootMismatch, which looks at the top folder only.
  runAsGroup: The group id of the processes. Without it, that of the image.
  runAsNonRoot: Whether the kubelet refuses to start a container that would run as user 0. Default is false.
  runAsUser: The user id of the processes. Without it, that of the image.
  seLinuxChangePolicy: How volumes get their SELinux label: MountOption at mount time, or Recursive file by file.
  seLinuxOptions: The SELinux label of the processes.
  seccompProfile: Which system calls the processes may make.
  supplementalGroups: More groups that the processes are members of.
  supplementalGroupsPolicy: Merge (the default) adds the groups that the image gives the user in /etc/group; Strict leaves those out.
  sysctls: Kernel parameters to set for the Pod. Unsafe ones have to be allowed on the node.
  windowsOptions: Settings that exist only on Windows.
Capabilities: Single rights of root, given and taken one by one.
  add: Capabilities to add, such as NET_ADMIN, without CAP_ in front.
  drop: Capabilities to take away; ALL takes away every one.
AppArmorProfile: Restricts files and rights by rules that are loaded on the node.
  localhostProfile: Name of a profile that is loaded on the node. Only for type Localhost.
  type: RuntimeDefault takes that of the container runtime, Localhost one from the node, Unconfined none.
SeccompProfile: A system call that it does not let through fails, or ends the process.
  localhostProfile: File with the filter, relative to the seccomp folder of the kubelet. Only for type Localhost.
  type: RuntimeDefault takes the filter of the container runtime, Localhost one from a file of the node, Unconfined none.
SELinuxOptions: What is left out of the label comes from the container runtime.
  level: The level of the label, such as s0:c123,c456.
  role: The role of the label.
  type: The type of the label, the part that rules are about.
  user: The user of the label.
Sysctl: A kernel parameter.
  name: Name of the parameter, such as net.ipv4.ip_local_port_range.
  value: What it is set to.
WindowsSecurityContextOptions: Only for nodes that run Windows.
  gmsaCredentialSpec: The credential spec of a group-managed service account, in full.
  gmsaCredentialSpecName: Name of the object that holds the credential spec.
  hostProcess: Whether the container runs as a process of the host. All containers of a Pod must agree, and hostNetwork must be true.
  runAsUserName: The Windows user as which the container runs. Without it, that of the image.

ContainerStatus: What became of one container.
  allocatedResources: Requests that the node has granted to this container.
  allocatedResourcesStatus: Health of the devices that were given to the container.
  containerID: The runtime and its id for the container, such as containerd://4f1c.
  image: The image that runs. The runtime may call it otherwise than the spec does.
  imageID: The exact image, by its digest.
  lastState: How the container ended the last time, if it was restarted.
  name: The container of the spec that this is about.
  ready: Whether it passes its readiness probe. True without a probe as soon as it has started.
  resources: Requests and limits that are in force on the running container.
  restartCount: How often it was restarted.
  started: Whether the startup probe and the postStart hook are over.
  state: How it is now: waiting, running or terminated.
  stopSignal: The signal with which it will be asked to stop.
  user: The user and groups that its first process started with.
  volumeMounts: How its volumes are really mounted.
ContainerState: Exactly one of three states. With none of them, the container waits.
  running: The container runs.
  terminated: The container has ended.
  waiting: The container has not started yet, or waits to be started again.
ContainerStateRunning: Details of a container that runs.
  startedAt: When it was started, or started again.
ContainerStateTerminated: Details of a container that has ended.
  containerID: The id that the container had.
  exitCode: Its exit code. 137 means that it was killed, 143 that it obeyed the request to end.
  finishedAt: When it ended.
  message: Its last words, from terminationMessagePath.
  reason: Why it ended, in one word: Completed, Error, OOMKilled.
  signal: The signal that ended it, where one did.
  startedAt: When this run of it had started.
ContainerStateWaiting: Details of a container that does not run yet.
  message: What it waits for, in words for people.
  reason: What it waits for, in one word: ContainerCreating, ImagePullBackOff, CrashLoopBackOff.
ContainerUser: As whom a container runs.
  linux: User and groups on Linux.
LinuxContainerUser: User and groups of the first process of a container.
  gid: Its main group.
  supplementalGroups: Its other groups.
  uid: Its user.
ResourceStatus: Health of one resource of a container.
  name: Which resource. For devices of a claim it reads claim:NAME/REQUEST.
  resources: Health of each single device.
ResourceHealth: Health of one device.
  health: Healthy, Unhealthy or Unknown.
  message: More about its health, from the driver of the device.
  resourceID: Which device, unique on its node.
`;
