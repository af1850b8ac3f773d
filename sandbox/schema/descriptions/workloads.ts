/** Controllers of Pods: Deployments and the like, Jobs, autoscalers. The form is explained in `read.ts`. */
export const workloads = `
io.k8s.api.apps.v1

Deployment: Keeps a number of like Pods running and moves them to a new version step by step.
  spec: How many Pods, from which template, and how one version gives way to the next.
  status: How far the Pods have got.
DeploymentSpec: What a Deployment keeps up.
  minReadySeconds: Seconds a new Pod must be ready before it counts as available. Default is 0.
  paused: Whether changes of the template wait and are not rolled out. Default is false.
  progressDeadlineSeconds: Seconds a rollout may stand still before it is reported as failed. Default is 600. Nothing is rolled back by it.
  replicas: How many Pods there shall be. Default is 1.
  revisionHistoryLimit: How many old ReplicaSets are kept to go back to. Default is 10.
  selector: Which Pods belong to it, by their labels. The labels of the template must match. Cannot be changed.
  strategy: How the old Pods give way to new ones.
  template: The Pod that is made. Any change to it starts a rollout.
DeploymentStrategy: RollingUpdate keeps the service up throughout; with Recreate there is a while in which no Pod runs.
  rollingUpdate: How many Pods may be missing, or too many, meanwhile. Only for type RollingUpdate.
  type: RollingUpdate (the default) replaces some Pods at a time; Recreate ends all of them before it makes new ones.
RollingUpdateDeployment: How quickly a Deployment replaces its Pods. Both fields cannot be 0.
  maxSurge: How many Pods there may be above replicas, as a number or a percentage rounded up. Default is 25%.
  maxUnavailable: How many Pods may be missing from replicas, as a number or a percentage rounded down. Default is 25%.
DeploymentStatus as ReplicaSetStatus: How far a Deployment has got.
  availableReplicas: How many Pods have been ready for at least minReadySeconds.
  collisionCount: How often the name for a new ReplicaSet was taken.
  conditions: Whether it is Available, and whether a rollout is Progressing.
  readyReplicas: How many of its Pods are ready.
  replicas: How many Pods it has in all, old and new.
  terminatingReplicas: How many of its Pods are being ended.
  unavailableReplicas: How many Pods are still missing, not made or not available.
  updatedReplicas: How many Pods are of the newest template.
DeploymentCondition as Condition: One fact about a Deployment.
  lastUpdateTime: When the fact was last confirmed.
  type: What it is about: Available, Progressing or ReplicaFailure.
ReplicaSet: Keeps a number of like Pods running. Deployments make them, one for each version.
  spec: How many Pods, and from which template.
  status: How many Pods there are.
ReplicaSetSpec: What a ReplicaSet keeps up.
  minReadySeconds: Seconds a Pod must be ready before it counts as available. Default is 0.
  replicas: How many Pods are kept running. Default is 1.
  selector: Which Pods it counts, by their labels. Cannot be changed.
  template: The Pod that is made when one is missing. A change has no effect on Pods that exist.
ReplicaSetStatus: Counted from the Pods that a ReplicaSet owns, and so a moment behind.
  availableReplicas: How many have been ready for at least minReadySeconds.
  conditions: What is wrong, if anything.
  fullyLabeledReplicas: How many have all the labels of the template.
  observedGeneration: The generation of the spec that these figures are for.
  readyReplicas: How many are ready.
  replicas: How many there are.
  terminatingReplicas: How many are being ended.
ReplicaSetCondition as Condition: One fact about a ReplicaSet.
  type: What it is about: ReplicaFailure.
StatefulSet: Keeps Pods that each have a fixed name and storage of their own, such as web-0 and web-1.
  spec: How many Pods, from which template, and which storage each of them gets.
  status: How many Pods there are, and how far an update is.
StatefulSetSpec: What a StatefulSet keeps up. Only replicas, template, updateStrategy and a few more can be changed.
  minReadySeconds: Seconds a Pod must be ready before the next one follows. Default is 0.
  ordinals: With which number the names of the Pods begin.
  persistentVolumeClaimRetentionPolicy: Whether the claims of the Pods are deleted with them. By default they are kept.
  podManagementPolicy: OrderedReady (the default) starts and ends Pods one after the other, Parallel all at once.
  replicas: How many Pods there shall be, numbered one after the other. Default is 1.
  revisionHistoryLimit: How many old revisions are kept to go back to. Default is 10.
  selector: Which Pods are its own, by their labels. Cannot be changed.
  serviceName: The headless Service that gives each Pod its DNS name. It has to be there first.
  template: The Pod that is made. Name and storage are filled in for each.
  updateStrategy: How a change of the template reaches the Pods.
  volumeClaimTemplates: Claims that every Pod gets for itself. A Pod of the same name finds them again.
StatefulSetOrdinals: Of use when a StatefulSet moves to another place part by part.
  start: The first number. Default is 0.
StatefulSetPersistentVolumeClaimRetentionPolicy: When the claims of a StatefulSet are deleted.
  whenDeleted: When the StatefulSet is deleted: Retain (the default) keeps them, Delete takes them along.
  whenScaled: When it is scaled down: Retain (the default) keeps the claims of Pods that go, Delete takes them along.
StatefulSetUpdateStrategy as DaemonSetUpdateStrategy: Pods are replaced one after the other, the highest number first.
  rollingUpdate: How fast, and how far.
RollingUpdateStatefulSetStrategy: Holds for Pods at or above the partition, from the highest number down.
  maxUnavailable: How many Pods may be missing meanwhile, as a number or a percentage. Default is 1.
  partition: Pods with a lower number keep the old template, for trying the new one on a few. Default is 0.
StatefulSetStatus as ReplicaSetStatus: While a StatefulSet is updated, Pods of two revisions are counted apart.
  collisionCount: How often the name for a new revision was taken.
  currentReplicas: How many Pods are of currentRevision.
  currentRevision: The revision from which the update started.
  updateRevision: The revision to which it goes.
  updatedReplicas: How many Pods are of updateRevision.
StatefulSetCondition as Condition: One fact about a StatefulSet.
DaemonSet: Runs one Pod on every node, or on every node that fits. New nodes get theirs when they join.
  spec: Which Pod, and how it is updated.
  status: On how many nodes it runs.
DaemonSetSpec: What a DaemonSet keeps up.
  minReadySeconds: Seconds a new Pod must be ready before its node counts as done. Default is 0.
  revisionHistoryLimit: How many older versions are kept to go back to. Default is 10.
  selector: Which Pods are its own, by their labels. Cannot be changed later.
  template: The Pod for each node. Its nodeSelector and affinity say which nodes.
  updateStrategy: How the nodes get a changed template.
DaemonSetUpdateStrategy: By default one node at a time gets its new Pod; with OnDelete you choose which comes next.
  rollingUpdate: How many nodes at a time. Only for type RollingUpdate.
  type: RollingUpdate (the default) replaces the Pods by itself; OnDelete waits until you delete them.
RollingUpdateDaemonSet: Either the old Pod goes first, or the new one comes beside it. Both fields cannot be 0.
  maxSurge: On how many nodes the new Pod may run beside the old one, as a number or a percentage. Default is 0.
  maxUnavailable: On how many nodes the Pod may be missing, as a number or a percentage. Default is 1.
DaemonSetStatus: Counted in nodes, with one Pod for each.
  collisionCount: How often the name of a new revision was taken already.
  conditions: Facts about it. Not used so far.
  currentNumberScheduled: Nodes that should run the Pod and do.
  desiredNumberScheduled: Nodes that should run the Pod.
  numberAvailable: Nodes whose Pod has been ready for at least minReadySeconds.
  numberMisscheduled: Nodes that run the Pod and should not.
  numberReady: Nodes whose Pod is ready.
  numberUnavailable: Nodes that should have an available Pod and have none.
  observedGeneration: The generation of the DaemonSet that this is about.
  updatedNumberScheduled: Nodes that run the newest Pod.
DaemonSetCondition as Condition: One fact about a DaemonSet.
ControllerRevision: An old or current template of a StatefulSet or DaemonSet, kept to go back to.
  data: What it was. Cannot be changed.
  revision: The number of the revision; higher is newer.

io.k8s.api.core.v1

ReplicationController: Keeps a number of like Pods running. The forerunner of ReplicaSet; use Deployments.
  spec: The Pod template and the number of Pods.
  status: The number of Pods there really are.
ReplicationControllerSpec: What a ReplicationController keeps up.
  minReadySeconds: Seconds of readiness before a Pod counts as available. Default is 0.
  replicas: The number of Pods that are kept running. Default is 1.
  selector: Labels of its Pods. Without it, those of the template.
  template: The Pod that is made when too few are there.
ReplicationControllerStatus: How many Pods a ReplicationController has.
  availableReplicas: Number of Pods that were ready for minReadySeconds.
  conditions: What went wrong, if anything did.
  fullyLabeledReplicas: Number of Pods with all labels of its template.
  observedGeneration: The generation for which the numbers hold.
  readyReplicas: Number of ready Pods.
  replicas: Number of Pods.
ReplicationControllerCondition as Condition: One fact about a ReplicationController.
  type: What it tells of: ReplicaFailure.

io.k8s.api.batch.v1

Job: Runs Pods until enough of them have ended well.
  spec: What to run, how often, and when to give up.
  status: How many Pods have run, and how it ended.
JobSpec: What a Job runs. Most of it cannot be changed later.
  activeDeadlineSeconds: Seconds the Job may take in all; then its Pods are ended and it has failed.
  backoffLimit: How many failures end the Job. Default is 6, or no limit with backoffLimitPerIndex. Waits between attempts grow from 10 seconds to ten minutes.
  backoffLimitPerIndex: How many failures end a single index of an Indexed Job.
  completionMode: NonIndexed (the default) wants any completions; Indexed gives each Pod a number from 0 and wants one success for each.
  completions: How many Pods must end well. Default is 1 when parallelism is left out too; otherwise one success is enough.
  managedBy: Who looks after the Job. Left out, the Job controller of the cluster.
  manualSelector: Whether you choose the selector yourself. Rarely needed, and easy to get wrong.
  maxFailedIndexes: How many indexes may fail before the whole Job has failed. Only with backoffLimitPerIndex.
  parallelism: How many Pods run at a time. Default is 1.
  podFailurePolicy: What to do about failures of certain kinds. Needs restartPolicy Never.
  podReplacementPolicy: When a Pod that ends is replaced: TerminatingOrFailed as soon as it begins to, Failed when it is over.
  selector: Which Pods are counted. Set by the server, so leave it out.
  successPolicy: When the Job counts as done before all indexes are. Only for Indexed Jobs.
  suspend: Whether the Job waits. Suspending a running Job ends its Pods. Default is false.
  template: The Pod that is run. Its restartPolicy must be OnFailure or Never.
  ttlSecondsAfterFinished: Seconds after its end when the Job is deleted. Without it, it stays.
JobStatus: How a Job is getting on.
  active: How many Pods run or wait and are not being ended.
  completedIndexes: Indexes that ended well, such as 0-2,5.
  completionTime: When it was done. Empty if it failed.
  conditions: How it ended, or that it is suspended: Complete, Failed, Suspended and others.
  failed: How many Pods have failed.
  failedIndexes: Indexes that failed for good, such as 1,3-4.
  ready: How many of its running Pods are ready.
  startTime: When it began. Set anew when it goes on after a suspension.
  succeeded: How many Pods ended well.
  terminating: How many of its Pods are on their way out.
  uncountedTerminatedPods: Pods that have ended and are not yet in the numbers.
JobCondition as Condition: One fact about a Job.
  lastProbeTime: When the controller last looked.
  type: What it is about: Suspended, Complete, Failed, SuccessCriteriaMet or FailureTarget.
UncountedTerminatedPods: Pods that have ended and are about to be counted.
  failed: Uids of those that failed.
  succeeded: Uids of those that ended well.
PodFailurePolicy: Looked at before a failure counts towards backoffLimit.
  rules: The rules, at most 20. The first that matches decides; without one, the failure counts.
PodFailurePolicyRule: One kind of failure and what to do about it.
  action: FailJob ends the Job, FailIndex the index, Ignore does not count the failure, Count counts it as usual.
  onExitCodes: The failure by its exit code.
  onPodConditions: The failure by conditions of the Pod; one of them is enough.
PodFailurePolicyOnExitCodesRequirement: Looks at containers that have ended, init containers included.
  containerName: The container that is looked at. Without it, all.
  operator: In for the listed codes, NotIn for all but those and 0.
  values: The codes, without doubles, at most 255. 0 is not allowed with In.
PodFailurePolicyOnPodConditionsPattern: A condition of a failed Pod.
  status: The status that it must have. Default is True.
  type: The type of the condition, such as DisruptionTarget.
SuccessPolicy: Pods that still run when it holds are ended.
  rules: The rules, at most 20; one that holds is enough.
SuccessPolicyRule: A number of successes, a set of indexes, or a number of successes in that set.
  succeededCount: How many indexes must have ended well.
  succeededIndexes: Which indexes must have ended well, such as 0,2-4.
JobTemplateSpec: A change holds from the next run on; Jobs that exist stay as they are.
  metadata: Labels and annotations that every Job gets.
  spec: The spec of every Job.
CronJob: Makes a Job again and again, at set times.
  spec: When, and what Job.
  status: When it last ran.
CronJobSpec: Its Jobs belong to the CronJob and are deleted with it.
  concurrencyPolicy: What to do while the last Job still runs: Allow (the default) starts another, Forbid leaves this run out, Replace ends the old one.
  failedJobsHistoryLimit: How many failed Jobs are kept. Default is 1.
  jobTemplate: The Job that is made.
  schedule: The times, as minute hour day month weekday: */5 * * * * is every five minutes.
  startingDeadlineSeconds: How many seconds late a run may still start. After that it is left out.
  successfulJobsHistoryLimit: How many Jobs that ended well are kept. Default is 3.
  suspend: Whether no new runs are started. Running ones go on. Default is false.
  timeZone: The time zone of the schedule, such as Europe/Berlin. Without it, that of the controller manager.
CronJobStatus: When a CronJob has run.
  active: Jobs of it that run now.
  lastScheduleTime: The time of the last run that was started.
  lastSuccessfulTime: When a run last ended well.

io.k8s.api.autoscaling.v1

HorizontalPodAutoscaler: Scales a workload by its CPU use. The older form; version v2 knows more metrics.
  spec: What is scaled, between which limits.
  status: What it has done.
HorizontalPodAutoscalerSpec: The limits, and the CPU use to keep to.
  maxReplicas: The most Pods there may be.
  minReplicas: The fewest Pods there may be. Default is 1.
  scaleTargetRef: The workload that is scaled.
  targetCPUUtilizationPercentage: The CPU use to aim at, in per cent of the requests. Default is 80.
HorizontalPodAutoscalerStatus: What an autoscaler sees and does.
  currentCPUUtilizationPercentage: CPU use on average, in per cent of the requests.
  currentReplicas: Pods there were when it last looked.
  desiredReplicas: Pods there should be by its reckoning.
  lastScaleTime: When it last scaled.
  observedGeneration: The generation of the autoscaler that this holds for.
CrossVersionObjectReference: Names an object in the same namespace.
  kind: What the object is, such as Deployment.
  name: How it is called.

Scale: How many Pods something has and shall have, in the same form for all that can be scaled.
  spec: How many there shall be.
  status: How many there are by now.
ScaleSpec: The wanted number.
  replicas: Number of Pods that are wanted.
ScaleStatus: The number there is.
  replicas: Number of Pods that are there.
  selector: Selector of the Pods, as text.

io.k8s.api.autoscaling.v2

HorizontalPodAutoscaler: Scales a workload so that a metric, such as CPU use, stays near its target.
  spec: What is scaled, by which metrics and within which limits.
  status: What it measures and what it makes of that.
HorizontalPodAutoscalerSpec: The wanted number of Pods is the present one, times what is measured, by what is aimed at, rounded up.
  behavior: How fast it may scale up and down.
  maxReplicas: Never more Pods than this.
  metrics: What the number of Pods follows. With several, the one that asks for most wins. Default is 80% of the requested CPU.
  minReplicas: Never fewer Pods than this. Default is 1.
  scaleTargetRef: What is scaled, such as a Deployment.
CrossVersionObjectReference: Names an object of the namespace.
  kind: Kind of the object it is, such as StatefulSet.
  name: Its own name.
HorizontalPodAutoscalerBehavior: How fast an autoscaler may go, in each direction.
  scaleDown: Rules for fewer Pods. By default the highest wish of the last 300 seconds counts.
  scaleUp: Rules for more Pods. By default at most 4 Pods or a doubling every 15 seconds, whichever is more.
HPAScalingRules: How fast an autoscaler may go in one direction.
  policies: Limits for a stretch of time. Each allows a number of Pods.
  selectPolicy: Which limit counts: Max (the default) the widest, Min the narrowest; Disabled turns the direction off.
  stabilizationWindowSeconds: For how long earlier wishes are heeded, so that it does not flap. Default is 0 up and 300 down, at most 3600.
  tolerance: How far the metric may be off before anything is done, such as 0.05. Default is that of the cluster, 0.1.
HPAScalingPolicy: How much may change in a stretch of time.
  periodSeconds: The stretch of time, at most 1800 seconds.
  type: Whether the value is a number of Pods or a Percent of those there are.
  value: How much may change.
MetricSpec: A metric to follow. One field beside the type is set, the one that the type names.
  containerResource: CPU or memory of one container of the Pods.
  external: A metric from outside the cluster, such as the length of a queue.
  object: A metric of one object, such as requests of an Ingress.
  pods: A metric that each Pod has, on average.
  resource: CPU or memory of the Pods.
  type: Which sort: Resource, ContainerResource, Pods, Object or External.
ResourceMetricSource: Needs metrics-server, and for a percentage requests on all containers.
  name: The resource, cpu or memory.
  target: What to aim at.
ContainerResourceMetricSource as ResourceMetricSource: Leaves out the other containers, such as sidecars, whose use would blur the average.
  container: The container that is measured.
PodsMetricSource: Needs a server for the API group custom.metrics.k8s.io.
  metric: Which metric.
  target: What to aim at on average. Only averageValue is possible.
ObjectMetricSource as PodsMetricSource: Needs a server for custom metrics, as metrics of Pods do.
  describedObject: The object that is measured.
  target: What to aim at, as a value or as an average for each Pod.
ExternalMetricSource as PodsMetricSource: Needs a server for the API group external.metrics.k8s.io.
  target: The aim, as a value or shared out among the Pods.
MetricIdentifier: A name as the metrics server has it, and labels where the name is not enough.
  name: What the metric is called.
  selector: Labels that narrow it down, for metrics servers that can do so.
MetricTarget: Exactly one of the three values is set.
  averageUtilization: Average over all Pods, in per cent of what they request. Only for resources.
  averageValue: Average over all Pods, as an amount.
  type: Which of the others is set: Utilization, Value or AverageValue.
  value: The metric itself, as an amount.
MetricStatus: What a metric was, the last time.
  containerResource: Measured use of one container.
  external: Measured outside the cluster.
  object: Measured at one object.
  pods: Measured at each Pod.
  resource: Measured CPU or memory.
  type: Which one of them is filled in.
ResourceMetricStatus: What the use of a resource was.
  current: What was measured.
  name: The resource that was measured.
ContainerResourceMetricStatus as ResourceMetricStatus: What the use by one container was.
  container: Name of that container.
PodsMetricStatus: What a metric of each Pod was.
  current: What was measured on average.
  metric: The metric that was measured.
ObjectMetricStatus as PodsMetricStatus: What a metric of one object was.
  current: What was measured at the object.
  describedObject: The object that was measured.
ExternalMetricStatus as PodsMetricStatus: What a metric from outside was.
  current: What was measured outside.
MetricValueStatus: A measured value. Which field is filled in depends on the metric.
  averageUtilization: The average, in per cent of the requests.
  averageValue: The average, as an amount.
  value: The metric as it is, as an amount.
HorizontalPodAutoscalerStatus: Worked out anew every 15 seconds.
  conditions: Whether it can scale, and whether a limit holds it back.
  currentMetrics: What it measured last.
  currentReplicas: How many Pods there were when it last looked.
  desiredReplicas: How many Pods there should be, as last worked out.
  lastScaleTime: When it last changed the number of Pods.
  observedGeneration: The generation of the autoscaler that it has seen.
HorizontalPodAutoscalerCondition as Condition: One fact about an autoscaler.
  type: What it is about: AbleToScale, ScalingActive or ScalingLimited.
`;
