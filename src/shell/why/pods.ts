import type { Reason } from './define-reason.ts';

/** What Pods, their containers and their probes report in `get`, `describe` and `events`. */
export const podReasons: readonly Reason[] = [
  {
    when: /executable file not found in \$PATH|exec: "(?<program>[^"]+)": stat .*no such file or directory/,
    means: 'The image has no program of that name, or not at that path.',
    next: 'Compare command and args with what is in the image; small images have no bash, only sh, and some not even that.',
    lesson: 'pods/debugging',
  },
  {
    when: /StartError|RunContainerError|failed to create (containerd task|shim task)/,
    means:
      'The image is there, but its program cannot be started: the command does not exist, or something of the Pod cannot be set up.',
    next: '`kubectl describe pod` tells what the runtime said.',
    lesson: 'pods/debugging',
  },
  {
    when: /OOMKilled/,
    means: 'The container used more memory than its limit, and the kernel killed it (exit code 137).',
    next: 'Raise resources.limits.memory, or find out why it needs so much.',
    lesson: 'pods/resources',
  },
  {
    when: /\bEvicted\b/,
    means: 'The node ran short of memory or disk, and the kubelet gave up this Pod to save the others.',
    next: '`kubectl describe pod` says what was short. Pods that ask for what they need (requests) are the last to go.',
    lesson: 'pods/resources',
  },
  {
    when: /InvalidImageName|couldn't parse image|invalid reference format/,
    means: 'The name of the image is none: capitals, blanks or two colons do not belong there.',
    next: 'Images are called REGISTRY/NAME:TAG, in small letters.',
    lesson: 'pods/images',
  },
  {
    when: /ErrImageNeverPull/,
    means: 'imagePullPolicy is Never, and the node does not have the image.',
    next: 'Take IfNotPresent, or bring the image to the node.',
    lesson: 'pods/images',
  },
  {
    when: /pull access denied|authorization failed|401 Unauthorized|insufficient_scope/,
    means: 'The registry does not give the image to strangers, or there is none of that name.',
    next: 'Check the name; for a private registry name a Secret in imagePullSecrets.',
    lesson: 'pods/images',
  },
  {
    when: /manifest unknown|: not found$|manifest for .* not found/m,
    means: 'The registry has no image with this tag.',
    next: 'Check the tag; it is the part behind the colon.',
    lesson: 'pods/images',
  },
  {
    when: /ImagePullBackOff|ErrImagePull|Failed to pull image/,
    means:
      'The node cannot fetch the image: its name or tag is wrong, the registry wants a login, or is out of reach. It tries again with longer and longer pauses.',
    next: "`kubectl describe pod` shows the registry's own words under Events; repair with `kubectl set image`.",
    lesson: 'pods/images',
  },
  {
    when: /Init:(CrashLoopBackOff|Error)/,
    means: 'A container that has to finish before the others (an init container) fails.',
    next: 'Read its output: `kubectl logs POD -c NAME-OF-THE-INIT-CONTAINER`.',
    lesson: 'pods/init-and-sidecars',
  },
  {
    when: /Init:\d+\/\d+/,
    means: 'Init containers run one after the other, and one of them is not done; the real containers wait for it.',
    next: '`kubectl describe pod` shows which one, `kubectl logs POD -c NAME` what it waits for.',
    lesson: 'pods/init-and-sidecars',
  },
  {
    when: /Liveness probe failed/,
    means:
      'The container does not answer its liveness probe. After failureThreshold failures in a row the kubelet starts it again.',
    next: 'Check port, path and timing of the probe: too eager a probe kills a healthy program.',
    lesson: 'probes/liveness',
  },
  {
    when: /Readiness probe failed/,
    means: 'The container does not answer its readiness probe: the Pod gets no traffic, but is not started again.',
    next: 'Check port and path; `kubectl get endpointslices` shows who gets traffic.',
    lesson: 'probes/readiness',
  },
  {
    when: /Startup probe failed/,
    means: 'The container is not up yet, as its startup probe sees it; until then the other probes wait.',
    next: 'failureThreshold × periodSeconds is the time that it has.',
    lesson: 'probes/startup',
  },
  {
    when: /CrashLoopBackOff|Back-off restarting failed container/,
    means:
      'The program in the container starts and ends again and again. The kubelet waits longer each time before it starts it anew (10 s, 20 s, … 5 min).',
    next: 'Read the last words of the run before: `kubectl logs POD --previous`; the exit code stands in `kubectl describe pod`.',
    lesson: 'pods/debugging',
  },
  {
    when: /CreateContainerConfigError|(configmap|secret) "(?<name>[^"]+)" not found/,
    means: 'The container wants a ConfigMap or Secret (or a key of one) that is not there.',
    next: '`kubectl describe pod` names it. Make it, and the container starts by itself.',
  },
  {
    when: /couldn't find key (?<key>\S+) in (ConfigMap|Secret)/,
    means: 'The ConfigMap or Secret is there, but has no key {key}.',
    next: 'Compare with `kubectl describe configmap`; keys are case-sensitive.',
  },
  {
    when: /MountVolume\.SetUp failed|FailedMount|Unable to attach or mount volumes/,
    means: 'A volume of the Pod cannot be mounted, so its containers do not start.',
    next: 'The event names the volume: most often a ConfigMap, Secret or claim that does not exist.',
  },
  {
    when: /ContainerCreating/,
    means: 'The Pod has its node, and the node is still at work: it fetches the image or waits for a volume.',
    next: 'When it takes long, look at the Events of `kubectl describe pod`.',
  },
  {
    when: /exit code 137|Exit Code:\s+137/,
    means: '137 is 128 + 9: the program was killed by SIGKILL, for its memory or because it did not end in its grace period.',
    next: 'See the reason in `kubectl describe pod`: OOMKilled or not.',
    lesson: 'pods/hooks-and-termination',
  },
  {
    when: /exit code 143|Exit Code:\s+143/,
    means: '143 is 128 + 15: the program was asked to end by SIGTERM, and did.',
    next: 'That is how a Pod ends when it is deleted or its node is drained.',
    lesson: 'pods/hooks-and-termination',
  },
  {
    when: /exit code 126|Exit Code:\s+126/,
    means: '126: the file is there, but it cannot be run.',
    next: 'Is it executable, and made for this processor?',
    lesson: 'pods/debugging',
  },
  {
    when: /exit code 127|Exit Code:\s+127/,
    means: '127: the shell found no command of that name.',
    next: 'Check the spelling and whether the image has the program.',
    lesson: 'pods/debugging',
  },
  {
    when: /a container name must be specified|Defaulted container "(?<name>[^"]+)" out of/,
    means: 'The Pod has several containers, and you named none; kubectl takes the first one.',
    next: 'Name one with `-c NAME`.',
    lesson: 'pods/why-pods',
  },
  {
    when: /container (?<name>\S+) is not valid for pod (?<pod>\S+)/,
    means: 'The Pod {pod} has no container {name}.',
    next: '`kubectl get pod {pod} -o jsonpath="{.spec.containers[*].name}"` lists them.',
    lesson: 'pods/why-pods',
  },
  {
    when: /previous terminated container "?(?<name>[^"\s]+)"? in pod .* not found/,
    means: 'The container was never started a second time, so there are no logs of a run before.',
    next: 'Leave `--previous` away.',
    lesson: 'pods/debugging',
  },
  {
    when: /is waiting to start: (?<why>\S+)/,
    means: 'The container has not started, so there is nothing to read: {why}.',
    next: 'Ask `kubectl describe pod` why it waits.',
    lesson: 'pods/lifecycle',
  },
  {
    when: /pod \S+ does not have a host assigned/,
    means: 'The Pod is on no node yet, so no container of it runs.',
    next: '`kubectl describe pod` says why the scheduler finds no node.',
    lesson: 'scheduling/how',
  },
  {
    when: /cannot exec into a container in a completed pod|container not found \("/,
    means: 'The container does not run any more.',
    next: 'Read its logs; to look around start a copy with `kubectl debug`.',
    lesson: 'pods/debugging',
  },
  {
    when: /runAsNonRoot and image will run as root/,
    means: 'The Pod says runAsNonRoot, and the image would run as root.',
    next: 'Set runAsUser to a number above 0, or take an image that names a user.',
  },
  {
    when: /Read-only file system/,
    means: 'The program writes to a file system that is mounted read-only.',
    next: 'Give it an emptyDir at that path, or take readOnlyRootFilesystem away.',
  },
  {
    when: /command terminated with exit code (?<code>\d+)/,
    means: 'kubectl did its work; the program in the container ended with {code}.',
    next: "What the number means is that program's own affair: its words stand above.",
    lesson: 'pods/debugging',
  },
];
