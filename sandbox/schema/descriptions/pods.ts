/** Pods: what they are made of, where they may run, what became of them. The form is explained in `read.ts`. */
export const pods = `
io.k8s.api.core.v1

Pod: One or more containers that run together on one node and share an address, volumes and their end. Pods are usually made by a controller such as a Deployment.
  spec: The containers to run and the conditions under which they run. Most of it cannot be changed later; images, tolerations and the deadline can.
  status: What became of the Pod: phase, conditions, addresses and the state of each container. Written by the scheduler and the kubelet.
PodTemplate: A Pod template kept as an object of its own. Controllers carry their template inside them, so it is rarely seen.
  template: The metadata and spec from which Pods are made.
PodTemplateSpec: The mould of a Pod. A controller fills in a name and the owner and creates Pods from it.
  metadata: Labels and annotations that every Pod made from the template gets. The labels have to match the selector of the controller.
  spec: The spec that every Pod made from the template gets.

PodSpec: How a Pod shall run: its containers, their volumes, and the rules by which a node is chosen.
  activeDeadlineSeconds: Seconds after the start when the Pod is ended and counted as failed. Without it there is no limit.
  affinity: Rules that draw the Pod to nodes or to other Pods, or keep it away from them.
  automountServiceAccountToken: Whether a token for the API is put into the containers. Overrides the setting of the ServiceAccount; true when neither says anything.
  containers: The containers that run side by side. At least one is needed, and none can be added or removed later.
  dnsConfig: DNS servers, search domains and resolver options, added to what dnsPolicy gives.
  dnsPolicy: Where the containers resolve names. ClusterFirst, the default, asks the DNS of the cluster, ClusterFirstWithHostNet also with hostNetwork; Default goes by the node, None by dnsConfig alone.
  enableServiceLinks: Whether the Services of the namespace are written into the environment of the containers, as WEB_SERVICE_HOST and so on. Default is true.
  ephemeralContainers: Containers added to a running Pod to look into it, as kubectl debug does. They cannot be part of a new Pod and are never removed.
  hostAliases: Lines that the kubelet adds to /etc/hosts of the containers.
  hostIPC: Whether the Pod shares the inter-process communication of the node. Default is false.
  hostNetwork: Whether the Pod uses the network of its node instead of an address of its own. Its ports must then be free on the node. Default is false.
  hostPID: Whether the Pod sees all processes of the node. Default is false.
  hostUsers: Set to false to give the Pod a user namespace of its own, in which root is nobody on the node. Default is true.
  hostname: The name the Pod has for itself. Without it, the name of the Pod.
  hostnameOverride: A hostname that wins over hostname and subdomain and leaves DNS as it is. Cannot be combined with setHostnameAsFQDN.
  imagePullSecrets: Secrets in the same namespace with the credentials for private registries.
  initContainers: Containers that run before the others, one after the other, each to its successful end. One with restartPolicy Always stays as a sidecar.
  nodeName: The node that runs the Pod. The scheduler sets it; setting it yourself bypasses the scheduler.
  nodeSelector: Labels a node must have, each with exactly this value, before the Pod may run there.
  os: The operating system the containers need. The kubelet of a node with another one refuses the Pod.
  overhead: Resources that running the Pod costs beyond its containers. The RuntimeClass sets it.
  preemptionPolicy: Whether the Pod may push out others of lower priority to get a place: PreemptLowerPriority (the default) or Never. Set from its PriorityClass.
  priority: The priority as a number; higher goes first. Admission sets it from priorityClassName.
  priorityClassName: The PriorityClass that gives the Pod its priority, such as the built-in system-cluster-critical.
  readinessGates: Extra conditions that must be True, set by something outside the Pod, before it counts as ready.
  resourceClaims: Claims for devices that must be allocated before the Pod can start. Containers refer to them by name.
  resources: Requests and limits of CPU, memory and huge pages for all containers together.
  restartPolicy: When ended containers are started again: Always, OnFailure or Never. Default is Always; Pods of a Job need one of the others.
  runtimeClassName: Name of the RuntimeClass, and so of the container runtime set-up, that runs the Pod.
  schedulerName: Which scheduler places the Pod. Without it, default-scheduler.
  schedulingGates: While any gate is listed, the scheduler leaves the Pod alone. Gates can be removed later, never added.
  schedulingGroup: The group of Pods that the scheduler treats as a whole. Needs a feature gate.
  securityContext: User, groups and other security settings that hold for all containers unless a container says otherwise.
  serviceAccount: The old name of serviceAccountName, kept equal to it. Write the new one.
  serviceAccountName: The ServiceAccount as which the containers speak to the API. Without it, the one called default.
  setHostnameAsFQDN: Whether hostname inside the Pod answers with the full DNS name instead of its first part. Default is false.
  shareProcessNamespace: Whether the containers see and can signal the processes of each other. Default is false.
  subdomain: Together with hostname this gives the Pod a DNS name below a headless Service of this name.
  terminationGracePeriodSeconds: Seconds from the request to stop until the processes are killed. Default is 30; 0 kills at once.
  tolerations: Taints of nodes that this Pod puts up with.
  topologySpreadConstraints: How evenly Pods like this one shall be spread over zones, nodes or other places.
  volumes: Storage that the containers can mount, by name.

PodStatus: The Pod as it was last seen. It may lag behind when the node cannot reach the API server.
  allocatedResources: Requests that the node has set aside for the whole Pod.
  conditions: Milestones of the Pod: PodScheduled, Initialized, ContainersReady, Ready and others.
  containerStatuses: One entry for each container: its state, restarts and image.
  ephemeralContainerStatuses: One entry for each ephemeral container that was added.
  extendedResourceClaimStatus: The claim that the scheduler made because a container asks for a device by the name of an extended resource.
  hostIP: Address of the node on which the Pod runs.
  hostIPs: All addresses of that node, at most one of each IP family.
  initContainerStatuses: One entry for each init container, in their order.
  message: What is behind the phase, in words for people.
  nodeAllocatableResourceClaimStatuses: Resources of the node, such as CPU, that the Pod got through resource claims.
  nominatedNodeName: The node on which room is being made for the Pod by ending others. It may still land elsewhere.
  observedGeneration: The generation of the Pod that this status is about.
  phase: Where the Pod is in its life: Pending, Running, Succeeded or Failed. Unknown when its node cannot be asked.
  podIP: Address of the Pod inside the cluster. Empty until it is given one.
  podIPs: All addresses of the Pod, at most one IPv4 and one IPv6; the first equals podIP.
  qosClass: How the Pod is treated when memory runs out on its node. It follows from requests and limits: Guaranteed, Burstable or BestEffort.
  reason: What is behind the phase, in one word such as Evicted.
  resize: No longer used; the conditions PodResizePending and PodResizeInProgress tell of a resize.
  resourceClaimStatuses: The name of the ResourceClaim behind each entry of spec.resourceClaims.
  resources: Requests and limits for the whole Pod as they are in force on the node.
  startTime: When the kubelet took up the Pod, before its images were pulled.
PodCondition as Condition: One milestone in the life of a Pod and whether it has been reached.
  lastProbeTime: When the condition was last looked at. Usually empty.
  type: Which milestone: PodScheduled, Initialized, ContainersReady, Ready, DisruptionTarget, a readiness gate and so on.
PodIP: One address of a Pod.
  ip: The address, IPv4 or IPv6.
HostIP: One address of the node of a Pod.
  ip: The address of the node, IPv4 or IPv6.
HostAlias: One line of /etc/hosts in a container.
  hostnames: The names that lead to the address.
  ip: The address to which the names lead.
PodDNSConfig: DNS settings of a Pod beside those of its dnsPolicy.
  nameservers: Addresses of DNS servers, at most three. Needed when dnsPolicy is None.
  options: Options for the resolver, as in resolv.conf.
  searches: Domains to try after a short name, at most 32.
PodDNSConfigOption: One option for the resolver.
  name: Name of the option, such as ndots.
  value: Value of the option, where it takes one.
PodOS: Fields that make no sense there are refused.
  name: Either linux or windows.
PodReadinessGate: For load balancers and the like, which know when they really send traffic.
  conditionType: The type of the condition in the status of the Pod.
PodSchedulingGate: Something that holds the Pod back from the scheduler until it is removed.
  name: A name for the gate, unique in the Pod.
PodSchedulingGroup: Tells to which group of Pods a Pod belongs.
  podGroupName: Name of the PodGroup object in the same namespace.
PodResourceClaim: Gives a claim for devices a name inside the Pod. It names either a ResourceClaim or a template for one.
  name: The name by which containers refer to the claim.
  resourceClaimName: A ResourceClaim in the same namespace that exists already and may be shared.
  resourceClaimTemplateName: A template from which a claim is made for this Pod alone and deleted with it.
PodResourceClaimStatus: Which ResourceClaim serves an entry of spec.resourceClaims.
  name: The name of the entry in the spec of the Pod.
  resourceClaimName: The ResourceClaim that was made or found. Empty when none is needed.
PodExtendedResourceClaimStatus: A ResourceClaim that the scheduler made for extended resources of the Pod.
  requestMappings: Which request of the claim stands for which resource of which container.
  resourceClaimName: The name of the claim that was made.
ContainerExtendedResourceRequest: Connects an extended resource of a container with a request for a device.
  containerName: The container that asks.
  requestName: The request inside the claim.
  resourceName: The extended resource, such as example.com/gpu.
NodeAllocatableResourceClaimStatus: Resources of the node that one claim of the Pod accounts for.
  containers: The containers that use the claim.
  resourceClaimName: The claim that got the resources.
  resources: How much of each resource it got.

Affinity: Rules for where a Pod runs, by labels of nodes and of the Pods that run there already.
  nodeAffinity: Which nodes are allowed, and which are preferred.
  podAffinity: Which Pods it wants to be near to, in the same zone or on the same node for example.
  podAntiAffinity: Which Pods it wants to be away from.
NodeAffinity: Draws a Pod to nodes by their labels. Rules are only looked at when the Pod is placed.
  preferredDuringSchedulingIgnoredDuringExecution: Wishes with a weight. Nodes that meet more of them are preferred, others remain possible.
  requiredDuringSchedulingIgnoredDuringExecution: What a node must meet. Without such a node the Pod stays Pending.
PodAffinity: Draws a Pod to places where certain Pods run already.
  preferredDuringSchedulingIgnoredDuringExecution: Pods near which it would like to run, each with a weight.
  requiredDuringSchedulingIgnoredDuringExecution: Pods near which it has to run; all terms must hold.
PodAntiAffinity: Keeps a Pod away from places where certain Pods run already.
  preferredDuringSchedulingIgnoredDuringExecution: Pods that it would rather avoid, each with a weight.
  requiredDuringSchedulingIgnoredDuringExecution: Pods that it must never share a place with.
PodAffinityTerm: Names a set of Pods and says what counts as the same place.
  labelSelector: Labels of the Pods that are meant.
  matchLabelKeys: Label keys whose values are taken from the Pod itself, so that for example only Pods of the same revision count.
  mismatchLabelKeys: Label keys for which the other Pods must have a value different from that of the Pod itself.
  namespaceSelector: Labels of the namespaces in which to look; an empty selector means all.
  namespaces: Names of namespaces in which to look. Without these and without namespaceSelector, only that of the Pod.
  topologyKey: The node label that makes a place, such as kubernetes.io/hostname or topology.kubernetes.io/zone. Nodes with the same value are the same place.
WeightedPodAffinityTerm: A wish to be near certain Pods, or far from them.
  podAffinityTerm: Which Pods, and what counts as the same place.
  weight: How much the wish counts, 1 to 100.
PreferredSchedulingTerm: A wish for certain nodes.
  preference: What the node should be like.
  weight: How much it counts when nodes are compared, 1 to 100.
NodeSelector: Conditions on nodes; a node fits when any of the terms holds.
  nodeSelectorTerms: The terms, of which one is enough.
NodeSelectorTerm: Conditions on a node that must all hold. A term without conditions matches no node.
  matchExpressions: Conditions on the labels of the node.
  matchFields: Conditions on fields of the node; only metadata.name is supported.
NodeSelectorRequirement: One condition on a label or field of a node.
  key: The label, or the field, that is looked at.
  operator: How it is compared: In, NotIn, Exists, DoesNotExist, and Gt or Lt for whole numbers.
  values: What it is compared with. Empty for Exists and DoesNotExist, a single number for Gt and Lt.
Taint: Keeps Pods away from a node unless they tolerate it.
  effect: NoSchedule keeps new Pods out, PreferNoSchedule only tries to, NoExecute also ends those that run.
  key: The name of the taint.
  timeAdded: When the taint was added.
  value: A value that tolerations can compare.
Toleration: Lets a Pod run in spite of matching taints. It does not draw the Pod to such nodes.
  effect: The effect that is tolerated: NoSchedule, PreferNoSchedule or NoExecute. Empty means every effect.
  key: The taint that is tolerated. Empty together with Exists means every taint.
  operator: Exists tolerates any value, Equal (the default) only the same one. Lt and Gt compare numbers and need a feature gate.
  tolerationSeconds: For NoExecute: how long the Pod may stay on the node. Without it, for ever.
  value: The value of the taint that is tolerated. Empty with Exists.
TopologySpreadConstraint: Pods are counted in each place when one is placed. What gets uneven later is not put right.
  labelSelector: The Pods that are counted.
  matchLabelKeys: Label keys whose values are taken from the new Pod, so that only Pods alike in them are counted.
  maxSkew: By how many Pods the fullest place may be ahead of the emptiest.
  minDomains: How many places there should be at least; with fewer, the emptiest counts as having none. Needs DoNotSchedule.
  nodeAffinityPolicy: Whether nodes that the Pod could not use because of its node affinity are left out: Honor (the default) or Ignore.
  nodeTaintsPolicy: Whether nodes with taints that the Pod does not tolerate are left out: Honor, or Ignore (the default).
  topologyKey: The node label whose values are the places.
  whenUnsatisfiable: DoNotSchedule leaves the Pod Pending when the skew would be too large; ScheduleAnyway only prefers emptier places.
`;
