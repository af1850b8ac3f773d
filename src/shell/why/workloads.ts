import type { Reason } from './define-reason.ts';

/** Scheduling, rollouts, volumes, autoscaling. */
export const workloadReasons: readonly Reason[] = [
  {
    when: /Insufficient (?<what>cpu|memory|pods|ephemeral-storage)/,
    means: 'No node has as much {what} left as the Pod requests. Requests count here, not what is really used.',
    next: '`kubectl describe node` shows Allocated resources; lower the requests, free something, or add a node.',
    lesson: 'scheduling/how',
  },
  {
    when: /had untolerated taint/,
    means: 'Nodes carry a taint that keeps Pods away, and the Pod has no toleration for it.',
    next: '`kubectl describe node` lists Taints; add a toleration or remove the taint with `kubectl taint nodes NODE KEY-`.',
    lesson: 'scheduling/taints',
  },
  {
    when: /didn't match Pod's node affinity\/selector/,
    means: 'nodeSelector or nodeAffinity asks for labels that no node has.',
    next: 'Compare with `kubectl get nodes --show-labels`.',
    lesson: 'scheduling/node-choice',
  },
  {
    when: /didn't match pod (anti-)?affinity rules/,
    means: 'A rule about the neighbours of the Pod leaves no node: with anti-affinity there are more Pods than nodes.',
    next: 'Make the rule a preference, or have fewer replicas.',
    lesson: 'scheduling/pod-affinity',
  },
  {
    when: /didn't match pod topology spread constraints/,
    means: 'One more Pod on any of the nodes would make them too uneven (maxSkew).',
    next: 'Take ScheduleAnyway, a larger maxSkew, or more nodes.',
    lesson: 'scheduling/priority',
  },
  {
    when: /didn't have free ports/,
    means: 'The Pod wants a hostPort that is taken on every node that would do.',
    next: 'Do without hostPort (a Service is the usual way), or have at most one such Pod a node.',
    lesson: 'pods/host-access',
  },
  {
    when: /were unschedulable/,
    means: 'Nodes are cordoned: nothing new may come to them.',
    next: '`kubectl uncordon NODE` lets Pods in again.',
  },
  {
    when: /unbound immediate PersistentVolumeClaims|persistentvolumeclaim "(?<name>[^"]+)" not found/,
    means: 'The Pod uses a claim that is not there or has no volume yet.',
    next: '`kubectl get pvc` and `kubectl describe pvc` tell what it waits for.',
  },
  {
    when: /no persistent volumes available for this claim and no storage class is set/,
    means: 'No volume fits the claim (size, access mode, class), and without a StorageClass nobody makes one.',
    next: 'Make a PersistentVolume that fits, or name a storageClassName.',
  },
  {
    when: /storageclass\.storage\.k8s\.io "(?<name>[^"]+)" not found/,
    means: 'The claim names the StorageClass {name}, which does not exist.',
    next: '`kubectl get storageclass` lists those there are.',
  },
  {
    when: /waiting for first consumer to be created before binding/,
    means: "This class makes the volume only when a Pod uses the claim, on that Pod's node. Nothing is wrong.",
    next: 'Start the Pod.',
  },
  {
    when: /SchedulingGated/,
    means: 'The Pod has scheduling gates: the scheduler does not look at it before they are taken off.',
    next: 'Remove spec.schedulingGates when all is ready.',
    lesson: 'scheduling/how',
  },
  {
    when: /FailedScheduling|0\/\d+ nodes are available/,
    means: 'The scheduler found no node for the Pod. The message counts, for each reason, how many nodes fail by it.',
    next: 'Read it from left to right: each reason is one thing to change, in the Pod or on the nodes.',
    lesson: 'scheduling/how',
  },
  {
    when: /exceeded its progress deadline|ProgressDeadlineExceeded/,
    means: 'The new Pods did not become ready within progressDeadlineSeconds. The old ones still serve.',
    next: '`kubectl get pods` shows what is wrong with the new ones; `kubectl rollout undo` goes back.',
    lesson: 'controllers/deployment',
  },
  {
    when: /Waiting for deployment .* rollout to finish/,
    means: 'The rollout goes on as fast as new Pods become ready.',
    next: 'When it stands still, look at the new Pods with `kubectl describe pod`.',
    lesson: 'controllers/deployment',
  },
  {
    when: /unable to find specified revision|no rollout history found/,
    means: 'There is no such revision to go back to.',
    next: '`kubectl rollout history` lists them; revisionHistoryLimit says how many are kept.',
    lesson: 'controllers/deployment',
  },
  {
    when: /cannot restart paused|can't (undo|restart|rollback) (a )?paused|is already paused/,
    means: 'The rollout is paused: changes are collected and nothing moves.',
    next: '`kubectl rollout resume` lets it go on.',
    lesson: 'controllers/deployment',
  },
  {
    when: /BackoffLimitExceeded/,
    means: 'The Pods of the Job failed as often as backoffLimit allows; the Job has given up.',
    next: 'Read the logs of its Pods, repair, and make the Job anew.',
    lesson: 'controllers/job',
  },
  {
    when: /DeadlineExceeded/,
    means: 'The Job (or Pod) was not done within activeDeadlineSeconds.',
    next: 'Give it more time, or less to do.',
    lesson: 'controllers/job',
  },
  {
    when: /restartPolicy: Unsupported value: "Always"/,
    means: 'A Job has an end, so its Pods may not be started again for ever.',
    next: 'Say restartPolicy: Never or OnFailure.',
    lesson: 'controllers/job',
  },
  {
    when: /FailedGetResourceMetric|unable to get metrics for resource|<unknown>\/\d+%/,
    means: 'The autoscaler does not know how much the Pods use: no Metrics Server, or no requests to compare with.',
    next: 'Install metrics-server and give the containers requests.',
    lesson: 'controllers/hpa',
  },
  {
    when: /timed out waiting for the condition/,
    means: 'kubectl waited as long as --timeout says, and it did not come true.',
    next: 'Look at what you waited for with `kubectl describe`; then wait again, perhaps longer.',
    lesson: 'controllers/control-loop',
  },
  {
    when: /NodeNotReady|\bNotReady\b/,
    means: 'The kubelet of the node has not reported for a while: the machine, its network or the kubelet is down.',
    next: '`kubectl describe node` shows the conditions; on the node: `systemctl status kubelet`.',
  },
  {
    when: /Error: INSTALLATION FAILED|cannot re-use a name that is still in use|UPGRADE FAILED/,
    means: 'helm could not install or upgrade the release; the reason follows in the message.',
    next: '`helm list -A` and `helm status RELEASE` show what is there.',
    lesson: 'charts/releases',
  },
];
