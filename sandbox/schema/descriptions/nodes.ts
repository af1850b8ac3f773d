/** Nodes and what the kubelet says of them. The form is explained in `read.ts`. */
export const nodes = `
io.k8s.api.core.v1

Node: A machine that runs Pods.
  spec: What the cluster wants of the machine: taints, and whether new Pods may come.
  status: What the kubelet says of the machine: addresses, resources, conditions.
NodeSpec: What is laid down for a node.
  configSource: No longer supported; the kubelet reads a file.
  externalID: No longer used by anybody.
  podCIDR: The network from which the Pods of this node get addresses.
  podCIDRs: All such networks, at most one of each IP family. The first equals podCIDR.
  providerID: How the cloud calls the machine, as provider://id.
  taints: What keeps Pods away that do not tolerate it.
  unschedulable: Whether new Pods are kept away, as kubectl cordon does. Default is false.
NodeStatus: What is known of a node.
  addresses: Names and addresses of the machine.
  allocatable: Resources that Pods can have: the capacity less what the system keeps.
  capacity: Resources of the machine in all.
  conditions: Whether it is ready, and whether memory, disk or process ids run short.
  config: No longer filled in.
  daemonEndpoints: Ports of the kubelet.
  declaredFeatures: Features that this node says it has, so that the scheduler can match Pods that need them.
  features: Features of the container runtime.
  images: Images that are on the node, the largest first.
  nodeInfo: Versions and ids of the system.
  phase: No longer filled in; see the conditions.
  runtimeHandlers: Ways to run containers that the runtime offers.
  volumesAttached: Volumes that the control plane has attached.
  volumesInUse: Volumes that are attached and mounted, and must not be detached.
NodeAddress: One name or address of a node.
  address: The name or address itself.
  type: What it is: Hostname, InternalIP, ExternalIP, InternalDNS or ExternalDNS.
NodeCondition as Condition: One fact about the health of a node.
  lastHeartbeatTime: When the kubelet last reported it.
  type: What it is about: Ready, MemoryPressure, DiskPressure, PIDPressure or NetworkUnavailable.
NodeDaemonEndpoints: Ports of the daemons of a node.
  kubeletEndpoint: The port of the kubelet.
DaemonEndpoint: The port of a daemon.
  Port: Number of that port.
NodeSystemInfo: What the machine and its system are.
  architecture: Its processor, such as amd64 or arm64.
  bootID: Changes at each boot.
  containerRuntimeVersion: Container runtime and version, such as containerd://2.1.4.
  kernelVersion: Version of the kernel, as uname -r tells.
  kubeProxyVersion: Deprecated; it does not tell the version of kube-proxy.
  kubeletVersion: Version of the kubelet.
  machineID: Id of the installed system, from /etc/machine-id.
  operatingSystem: Its operating system: linux or windows.
  osImage: Name of the distribution, from /etc/os-release.
  swap: How much swap there is.
  systemUUID: Id of the hardware.
NodeSwapStatus: Swap of a node.
  capacity: How much swap there is, in bytes.
NodeFeatures: Features of the container runtime of a node.
  supplementalGroupsPolicy: Whether the runtime heeds supplementalGroupsPolicy of Pods.
NodeRuntimeHandler: One way of the runtime to run containers.
  features: What this way can do.
  name: Name of the handler. Empty for the usual one.
NodeRuntimeHandlerFeatures: What a runtime handler can do.
  recursiveReadOnlyMounts: Whether mounts can be read-only all the way down.
  userNamespaces: Whether containers can have a user namespace of their own.
ContainerImage: An image on a node.
  names: Names by which it is known, with tags and digests.
  sizeBytes: Its size in bytes.
AttachedVolume: A volume that is attached to a node.
  devicePath: Where the device is on the node.
  name: The volume, named after its driver and its id.
NodeConfigSource: Where a kubelet got its settings from. No longer supported.
  configMap: The ConfigMap with the settings.
ConfigMapNodeConfigSource: A ConfigMap with settings of a kubelet. No longer supported.
  kubeletConfigKey: The key with the settings.
  name: The ConfigMap with the settings, by its name.
  namespace: Where the ConfigMap is.
  resourceVersion: The version of it that was used.
  uid: The uid of it.
NodeConfigStatus: Settings that a kubelet was given. No longer filled in.
  active: What the kubelet used.
  assigned: What it was told to use.
  error: What was wrong with it.
  lastKnownGood: What it fell back to.

io.k8s.api.node.v1

RuntimeClass: A way of running containers, such as in a small virtual machine. Pods name it in runtimeClassName.
  handler: How the container runtime of the nodes calls it. Cannot be changed.
  overhead: What a Pod costs beyond its containers when it is run this way.
  scheduling: The nodes that can run it. Without it, all.
Overhead: Counted by the scheduler and by quotas, on top of what the containers ask for.
  podFixed: The cost of each Pod, by resource.
Scheduling: The nodes for a RuntimeClass.
  nodeSelector: Labels of such nodes, added to those that the Pod asks for.
  tolerations: Tolerations that Pods of the class are given.

io.k8s.api.coordination.v1

Lease: A claim to something for a short time, renewed again and again. Nodes show with it that they live, controllers choose a leader by it.
  spec: Who holds it, since when and for how long.
LeaseSpec: Who holds a lease.
  acquireTime: When the holder got it.
  holderIdentity: Who holds it. Empty when nobody does.
  leaseDurationSeconds: After how many seconds without renewal others may take it.
  leaseTransitions: How often it has changed hands.
  preferredHolder: Somebody better suited, for whom the holder should give it up. Only together with strategy.
  renewTime: When the holder last renewed it.
  strategy: How the next holder is chosen, when the cluster chooses. Needs a feature gate.

io.k8s.metrics.pkg.apis.metrics.v1beta1

PodMetrics: What a Pod uses, measured a short time ago by metrics-server.
  containers: What each container uses.
  timestamp: When the Pod was measured.
  window: Over how long the figures are an average.
ContainerMetrics: What one container uses.
  name: The container, by its name.
  usage: Its CPU and memory.
NodeMetrics: What a node uses, measured a short time ago by metrics-server.
  timestamp: When the node was measured.
  usage: CPU and memory of everything on it.
  window: The length of time that the figures are an average of.
`;
