/** What is around the workloads of a namespace: settings, accounts, limits, events. The form is explained in `read.ts`. */
export const configuration = `
io.k8s.api.core.v1

ConfigMap: Settings for programs, as keys with their texts. Not for passwords, and at most 1 MiB.
  binaryData: Keys whose contents are no text, in base64.
  data: Keys and their texts. A key cannot stand in binaryData as well.
  immutable: Whether the contents can never change again. It cannot be taken back; delete the ConfigMap instead.
Secret: Passwords, keys and the like, for Pods and for the cluster. Base64 is no encryption: who may read Secrets can read them.
  data: Keys and their values in base64.
  immutable: Whether the values can never change again. It cannot be taken back; delete the Secret instead.
  stringData: Keys and their values in plain text. They are written into data in base64 and are never read back.
  type: What it is used for, which decides which keys it needs: Opaque (the default), kubernetes.io/tls and others. Cannot be changed.
ServiceAccount: Who a Pod is for the API. Roles are given to it as to a person.
  automountServiceAccountToken: Whether Pods get a token of it in their containers, unless they say otherwise themselves. Default is true.
  imagePullSecrets: Secrets for private registries, added to Pods that name none.
  secrets: Secrets that Pods with this account may use. Only looked at when an annotation asks for it; usually empty.
Namespace: A room of its own for names. Roles, quotas and policies can be given for it.
  spec: What still has to be cleared away before the Namespace is gone.
  status: Whether it is in use or being deleted.
NamespaceSpec: What holds a Namespace.
  finalizers: Who has to let go before the Namespace is gone. The entry kubernetes stays until everything in it is deleted.
NamespaceStatus: Where a Namespace is in its life.
  conditions: What keeps its deletion from being done.
  phase: Active, or Terminating while what is in it is being deleted.
NamespaceCondition as Condition: Something about the deletion of a Namespace.
  type: What it is about, such as NamespaceContentRemaining or NamespaceFinalizersRemaining.

LimitRange: Limits and defaults for each single Pod, container or claim of a namespace.
  spec: The limits.
LimitRangeSpec: Looked at when something is created. What is there already stays.
  limits: One entry for each kind of thing.
LimitRangeItem: Limits for one kind of thing.
  default: The limit of a container that has none.
  defaultRequest: The request of a container that has none.
  max: The most that one may have.
  maxLimitRequestRatio: How many times the request the limit may be at most.
  min: The least that one must ask for.
  type: What it holds for: Container, Pod or PersistentVolumeClaim.
ResourceQuota: How much a namespace may use in all. What would go beyond it is refused.
  spec: The limits, and what is counted.
  status: The limits and what is used of them.
ResourceQuotaSpec: Limits for the sum of a namespace.
  hard: The most of each resource, such as requests.cpu, pods or count/jobs.batch.
  scopeSelector: Counts only what meets these conditions.
  scopes: Counts only what is in all of these scopes, such as BestEffort or Terminating.
ResourceQuotaStatus: How much of a quota is used.
  hard: The limits that are in force.
  used: How much is used of each.
ScopeSelector: Conditions on what a quota counts.
  matchExpressions: The conditions; all must hold.
ScopedResourceSelectorRequirement: One condition on what a quota counts.
  operator: In and NotIn compare with values, Exists and DoesNotExist do without. Only PriorityClass and VolumeAttributesClass have values.
  scopeName: The scope that is looked at, such as PriorityClass.
  values: The values to compare with, such as names of PriorityClasses.

Event: Something that happened to an object, as kubectl events lists it. Events are forgotten after an hour.
  action: What was done, for machines.
  count: How often it has happened.
  eventTime: When it was first seen, exactly.
  firstTimestamp: When it was first reported.
  involvedObject: The object it is about.
  lastTimestamp: When it was last reported.
  message: What happened, in words for people.
  metadata: Name and namespace of the event itself. The namespace is that of the object.
  reason: Why it was reported, in one word such as FailedScheduling.
  related: Another object that had to do with it.
  reportingComponent: The controller that reports it, such as kubernetes.io/kubelet.
  reportingInstance: Which instance of the controller, such as kubelet-node-1.
  series: How it was repeated, when it was.
  source: The component that reported it, in the older form.
  type: Normal, or Warning when something is wrong.
EventSeries: Repetitions of an event.
  count: How many times it has happened so far.
  lastObservedTime: When it last happened.
EventSource: Who reported an event.
  component: The component, such as kubelet or default-scheduler.
  host: The node where the component runs.
ObjectReference: Names any object, and perhaps a part of it.
  apiVersion: API version of the object, such as apps/v1.
  fieldPath: A part of the object, such as spec.containers{web}.
  kind: What kind of object it is.
  name: The name that it has.
  namespace: The namespace that it is in. Empty for objects of the cluster.
  resourceVersion: The version of the object that is meant.
  uid: The uid of the object, to tell it from others of that name before and after it.
LocalObjectReference: Names an object in the same namespace. Its kind follows from the place.
  name: Which one, by its name.
Binding: Puts a Pod on a node. The scheduler creates it; it is carried out and not kept.
  target: The node.
ComponentStatus: Health of a part of the control plane. Deprecated, and not reliable any more.
  conditions: What was found.
ComponentCondition: Health of a component.
  error: The error code of the check, where it failed.
  message: What the check said.
  status: True when healthy, False when not, otherwise Unknown.
  type: Always Healthy.

io.k8s.api.events.v1

Event: Something that happened to an object. The newer form of the same events.
  action: What the controller did or failed to do.
  deprecatedCount: How often it has happened, as the older form counts.
  deprecatedFirstTimestamp: First time it was reported, for the older form.
  deprecatedLastTimestamp: Last time it was reported, for the older form.
  deprecatedSource: Who reported it, for the older form.
  eventTime: When it was first seen. Needed, and never changed.
  note: What happened, in words for people, at most 1 kB.
  reason: Why the action was taken, in one word.
  regarding: The object that the event is about.
  related: A second object that the action had to do with.
  reportingController: Which controller reports it, by its full name.
  reportingInstance: Which instance of that controller.
  series: Repetitions. Empty when it happened just once.
  type: Either Normal or Warning.
EventSeries: How an event went on.
  count: Number of times so far, at least 2.
  lastObservedTime: When the last of them was seen.

io.k8s.api.scheduling.v1

PriorityClass: A name for how important a Pod is.
  description: When the class is to be used, for people.
  globalDefault: Whether Pods without a class get this one. Only one class may say so. Default is false.
  preemptionPolicy: PreemptLowerPriority (the default) lets such Pods push others out; Never makes them wait.
  value: The priority; higher goes first. At most 1000000000 for classes of your own. Cannot be changed.

io.k8s.api.policy.v1

Eviction: Asks for a Pod to be ended, as kubectl drain does. It is refused while a PodDisruptionBudget does not allow it.
  deleteOptions: How the Pod is deleted, such as how long it has to end.
  metadata: Name and namespace of the Pod.
PodDisruptionBudget: How many Pods of a set may be missing when nodes are drained. It does not help against crashes.
  spec: The Pods, and how many of them must stay.
  status: How many may go right now.
PodDisruptionBudgetSpec: The Pods and how many of them must stay. Either minAvailable or maxUnavailable is set.
  maxUnavailable: How many may be missing, as a number or a percentage. Needs a controller that says how many there should be.
  minAvailable: How many must stay healthy, as a number or a percentage.
  selector: The Pods that are protected. An empty selector means all in the namespace.
  unhealthyPodEvictionPolicy: Whether Pods that are not ready may always be evicted (AlwaysAllow), or only when enough others are healthy (IfHealthyBudget, the default).
PodDisruptionBudgetStatus: How the set of Pods stands now.
  conditions: Whether disruptions are allowed, as DisruptionAllowed.
  currentHealthy: How many Pods are healthy.
  desiredHealthy: How many must be healthy.
  disruptedPods: Pods that were evicted but are not yet seen to go.
  disruptionsAllowed: How many more may be evicted right now.
  expectedPods: How many Pods count in all.
  observedGeneration: The generation of the budget that these figures are for.
`;
