import { defineAdmission } from '../api/admission.ts';
import { writtenPod } from './pod-creation.ts';

const SECONDS = 300;
const taints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Lets Pods stay on a lost node for five minutes. Models plugin/pkg/admission/defaulttolerationseconds. */
export const defaultTolerationSeconds = defineAdmission({
  name: 'DefaultTolerationSeconds',
  mutate(request) {
    const pod = writtenPod(request);
    if (pod === undefined) return;
    const tolerations = pod.spec.tolerations ?? [];
    const tolerates = (taint: string): boolean =>
      tolerations.some(({ key = '', effect = '' }) => (key === taint || key === '') && (effect === 'NoExecute' || effect === ''));
    const added = taints
      .filter((taint) => !tolerates(taint))
      .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }));
    if (added.length > 0) pod.spec.tolerations = [...tolerations, ...added];
  },
});
