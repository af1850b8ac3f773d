/** Why a step comes out otherwise than from the real kubectl beside it, which is one of 1.33 while ours is that of 1.36. */
type Reasons = { readonly [scenario: string]: { readonly [command: string]: string } };

const PROSE = 'The text of help is our own; usage lines and flags are the same.';
const VERSION = 'It tells its own version.';
const CPU = '1.36 has --cpu and --memory, and by them autoscaling/v2; 1.33 knows --cpu-percent alone.';
const FROM_CPU = 'There is another autoscaler, for 1.33 did not take --cpu before.';
const WEBSOCKETS =
  '1.33 tells the refusal of an upgrade as the Status it was; 1.36 as text behind "unable to upgrade connection".';
const CONTAINERS = '1.33 leaves a wrong container name to the server; 1.36 looks itself and lists the right ones.';
const EVENTS = '1.36 shows no Events when several objects are described, unless asked for with --show-events.';
const MAP_ORDER = 'The real one goes through a map, in another order every time; 1.36 sorts what it can.';
const CLIENT_DRY_RUN = '1.33 says "configured" of everything in a client dry run; 1.36 compares first.';
const NO_KUBELET = 'The cluster of this comparison has no kubelets to forward a port to.';

/** Every step that may differ, one by one. What is not here counts against us. */
export const differences: Reasons = {
  'api-resources': {
    'kubectl api-resources -o yaml --api-group=autoscaling': '1.36 prints YAML and JSON; 1.33 has only wide and name.',
    'kubectl version': VERSION,
    'kubectl version --client': VERSION,
    'kubectl version -o json --client': VERSION,
  },
  'apply-lifecycle': { 'kubectl apply -f web-v2.yaml --dry-run=client': CLIENT_DRY_RUN },
  autoscale: {
    'kubectl autoscale deployment web --min=2 --max=5 --cpu=80%': CPU,
    'kubectl get hpa': FROM_CPU,
    'kubectl autoscale deploy web --max=5': FROM_CPU,
    'kubectl autoscale deploy web --name=w3 --min=3 --max=1 --cpu=50%': CPU,
    'kubectl autoscale deploy web --name=w5 --max=3 --cpu=500m --memory=200Mi --dry-run=client -o yaml': CPU,
    "kubectl get hpa web -o jsonpath='{.spec}'": FROM_CPU,
  },
  'config-commands': { 'kubectl config': PROSE },
  'create-configmap': { 'kubectl describe cm dir': MAP_ORDER },
  'create-secret': { 'kubectl create secret': PROSE },
  'create-service': { 'kubectl create service': PROSE },
  'describe-net-rbac': { 'kubectl describe sa ci': '1.33 looks whether the secrets are there; 1.36 only names them.' },
  'describe-pod': { 'kubectl describe -f p.yaml': EVENTS, 'kubectl describe pod fu': EVENTS },
  'get-yaml-objects': { 'kubectl get cm settings -o kyaml': 'KYAML came with 1.34.' },
  'logs-exec-errors': {
    'kubectl logs two -c nope': CONTAINERS,
    'kubectl exec two -c nope -- ls': CONTAINERS,
    'kubectl attach two -c nope': CONTAINERS,
    'kubectl exec pend -- ls': WEBSOCKETS,
    'kubectl attach pend': WEBSOCKETS,
    'kubectl port-forward two 8080:80:90': NO_KUBELET,
  },
  'many-ways-to-print': {
    "kubectl get pods -o custom-columns='N:..name'": MAP_ORDER,
    "kubectl get pods -o jsonpath='{..name}'": MAP_ORDER,
    "kubectl get pod a -o jsonpath='{.metadata.labels.*}'": MAP_ORDER,
    "kubectl get pod a -o jsonpath='{.metadata..}'": MAP_ORDER,
    'kubectl describe cm cm': MAP_ORDER,
  },
  'node-ops': { 'kubectl drain node-1 --ignore-daemonsets --force --delete-emptydir-data --dry-run=client': MAP_ORDER },
  'rarer-kinds': {
    'kubectl describe cj tick': '1.33 does not show the time zone.',
    'kubectl describe pvc': EVENTS,
  },
  'rollout-history-undo': { 'kubectl rollout': PROSE },
  'set-image-env': { 'kubectl set': PROSE },
  'usage-errors': { 'kubectl top': PROSE, 'kubectl config use-context': PROSE },
};

/** The reason why this step may differ; undefined when it may not. */
export const reasonFor = (scenario: string, command: string): string | undefined => differences[scenario]?.[command];
