import type { Reason } from './define-reason.ts';

/** Who may do what, what admission refuses, and how the way to the server fails. */
export const accessReasons: readonly Reason[] = [
  {
    when: /exceeded quota: (?<quota>[\w-]+), requested: (?<requested>[^;]+?), used: (?<used>[^;]+?), limited: (?<limited>\S+)/,
    means:
      'The ResourceQuota {quota} of the namespace is used up: {requested} is asked for, {used} is in use, {limited} is the limit.',
    next: 'See `kubectl describe quota`: ask for less, delete something, or raise the quota.',
    lesson: 'pods/resources',
  },
  {
    when: /failed quota: (?<quota>[\w-]+): must specify (?<what>[^\n]+)/,
    means: 'Where the quota {quota} counts resources, every Pod has to say how much it wants: {what} is missing.',
    next: 'Give the container requests and limits, or let a LimitRange fill them in.',
    lesson: 'pods/resources',
  },
  {
    when: /(maximum|minimum) (?<what>\w+) usage per (?<type>\w+) is/,
    means: 'The LimitRange of the namespace sets bounds for {what} of each {type}, and this one is outside.',
    next: 'See `kubectl describe limitrange`.',
    lesson: 'pods/resources',
  },
  {
    when: /violates PodSecurity "(?<level>[^"]+)"/,
    means: 'The namespace holds its Pods to the Pod Security level {level}; this Pod asks for more rights than that.',
    next: 'The message lists what to change in securityContext; the labels pod-security.kubernetes.io/* of the namespace set the level.',
  },
  {
    when: /ValidatingAdmissionPolicy '(?<policy>[^']+)'.*denied request/,
    means: 'The policy {policy} of this cluster refuses the object.',
    next: 'Read its rule with `kubectl describe validatingadmissionpolicy {policy}`.',
  },
  {
    when: /admission webhook "(?<name>[^"]+)" denied the request/,
    means: 'The webhook {name} looked at the object and refuses it.',
    next: 'What it wants stands behind the colon of the message.',
  },
  {
    when: /failed calling webhook "(?<name>[^"]+)"/,
    means: 'Every such object is first shown to the webhook {name}, and that does not answer.',
    next: 'Look at the Service and Pods of the webhook; failurePolicy: Ignore lets objects pass meanwhile.',
  },
  {
    when: /User "(?<user>[^"]+)" cannot (?<verb>\S+) resource "(?<resource>[^"]+)"/,
    means:
      '{user} is known (authenticated), but no Role or ClusterRole that is bound to it allows {verb} on {resource} (authorisation).',
    next: 'Check with `kubectl auth can-i {verb} {resource} --as={user}`, then bind a Role that allows it.',
  },
  {
    when: /is attempting to grant RBAC permissions not currently held/,
    means: 'Nobody may hand out rights that they do not have themselves.',
    next: 'Do it as somebody who has them, or take the rules out.',
  },
  {
    when: /You must be logged in to the server|\(Unauthorized\)/,
    means: 'The server does not know who you are: the token or certificate is missing, wrong or too old.',
    next: 'See which user the context takes with `kubectl config view --minify`.',
  },
  {
    when: /The connection to the server (?<host>\S+) was refused/,
    means: 'Nothing listens at {host}: the API server is down, or the kubeconfig names another address.',
    next: 'Compare `kubectl config view --minify` with where the server is; on the control plane look with `crictl ps` or `systemctl status kubelet`.',
  },
  {
    when: /context was not found for specified context: (?<name>\S+)|no context exists with the name: "(?<other>[^"]+)"/,
    means: 'The kubeconfig has no context of that name.',
    next: '`kubectl config get-contexts` lists them.',
    lesson: 'start/tour',
  },
  {
    when: /the namespace from the provided object "(?<object>[^"]+)" does not match the namespace "(?<asked>[^"]+)"/,
    means: 'The manifest says the namespace {object}, and -n says {asked}. They must agree.',
    next: 'Leave one of the two away.',
  },
  {
    when: /Cannot evict pod as it would violate the pod's disruption budget/,
    means: 'A PodDisruptionBudget says how many Pods of the application have to stay; one less would be too few just now.',
    next: '`kubectl get pdb` shows ALLOWED DISRUPTIONS; let more Pods become ready, or scale up first.',
    lesson: 'controllers/disruption',
  },
  {
    when: /cannot delete DaemonSet-managed Pods/,
    means: 'drain leaves Pods of DaemonSets where they are: the DaemonSet would start them again at once.',
    next: 'Say `--ignore-daemonsets`.',
  },
  {
    when: /cannot delete Pods with local storage/,
    means: 'A Pod on the node has an emptyDir, whose content is lost when the Pod goes.',
    next: 'When that may be: `--delete-emptydir-data`.',
  },
  {
    when: /cannot delete Pods that declare no controller/,
    means: 'A Pod on the node belongs to no controller: once deleted, nobody makes it again.',
    next: 'When that may be: `--force`.',
  },
  {
    when: /Metrics API not available/,
    means: 'Figures of use come from the Metrics Server, an add-on that this cluster does not run.',
    next: 'Install metrics-server; HorizontalPodAutoscalers need it too.',
    lesson: 'controllers/hpa',
  },
];
