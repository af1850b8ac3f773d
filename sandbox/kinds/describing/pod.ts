import { MIRROR_ANNOTATION } from '../pod-spec/annotations.ts';
import type { DescribeContext } from '../../api/kind.ts';
import { DescribeText } from '../../core/text-table.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { ageOf } from '../columns.ts';
import { qosClassOf } from '../pod-spec/qos.ts';
import { writeContainers, writeResources } from './containers.ts';
import { writeEvents } from './events.ts';
import { controllerOf, timeText, writeAnnotations, writeLabels } from './metadata.ts';
import { writeSpread, writeTolerations, writeVolumes } from './pod-parts.ts';

/** Models describePod in k8s.io/kubectl/pkg/describe. */
export async function describePod(pod: Pod, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { spec, status } = pod;
  writeIdentity(text, pod, context.now);
  if (spec?.resources !== undefined) {
    text.line(0, 'Resources:');
    writeResources(text, spec.resources, 1);
  }
  const parts = { pod, space: '' };
  const statuses = (list: typeof status.containerStatuses): { statuses?: NonNullable<typeof list> } =>
    list === undefined ? {} : { statuses: list };
  if ((spec?.initContainers ?? []).length > 0) {
    writeContainers(text, 'Init Containers', spec?.initContainers, { ...parts, ...statuses(status?.initContainerStatuses) });
  }
  writeContainers(text, 'Containers', spec?.containers, { ...parts, ...statuses(status?.containerStatuses) });
  if ((spec?.ephemeralContainers ?? []).length > 0) {
    const own = statuses(status?.ephemeralContainerStatuses);
    writeContainers(text, 'Ephemeral Containers', spec?.ephemeralContainers, { ...parts, ...own });
  }
  writeConditions(text, pod);
  writeVolumes(text, spec?.volumes, '');
  text.line(0, `QoS Class:\t${status?.qosClass || qosClassOf(spec)}`);
  writeLabels(text, 'Node-Selectors', spec?.nodeSelector);
  writeTolerations(text, 'Tolerations', spec?.tolerations);
  writeSpread(text, spec?.topologySpreadConstraints, '');
  // What a kubelet tells of a static Pod is about that one, not about its copy here.
  await writeEvents(text, pod, context, [pod.metadata.annotations?.[MIRROR_ANNOTATION] ?? pod.metadata.uid]);
  return text.toString();
}

function writeIdentity(text: DescribeText, pod: Pod, now: number): void {
  const { metadata, spec, status } = pod;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  if (spec?.priority !== undefined) text.line(0, `Priority:\t${spec.priority}`);
  if (spec?.priorityClassName) text.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  if (spec?.runtimeClassName) text.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`);
  if (spec?.serviceAccountName) text.line(0, `Service Account:\t${spec.serviceAccountName}`);
  text.line(0, `Node:\t${spec?.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>'}`);
  if (status?.startTime) text.line(0, `Start Time:\t${timeText(status.startTime)}`);
  writeLabels(text, 'Labels', metadata.labels);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  const { phase = '' } = status ?? {};
  if (metadata.deletionTimestamp !== undefined && phase !== 'Failed' && phase !== 'Succeeded') {
    text.line(0, `Status:\tTerminating (lasts ${ageOf(metadata.deletionTimestamp, now)})`);
    text.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else {
    text.line(0, `Status:\t${phase}`);
  }
  if (status?.reason) text.line(0, `Reason:\t${status.reason}`);
  if (status?.message) text.line(0, `Message:\t${status.message}`);
  const seccomp = spec?.securityContext?.seccompProfile;
  if (seccomp !== undefined) {
    text.line(0, `SeccompProfile:\t${seccomp.type}`);
    if (seccomp.type === 'Localhost') text.line(0, `LocalhostProfile:\t${seccomp.localhostProfile ?? ''}`);
  }
  text.line(0, `IP:\t${status?.podIP ?? ''}`);
  const addresses = status?.podIPs ?? [];
  text.line(0, addresses.length === 0 ? 'IPs:\t<none>' : 'IPs:');
  for (const { ip } of addresses) text.line(1, `IP:\t${ip}`);
  const controller = controllerOf(pod);
  if (controller !== undefined) text.line(0, `Controlled By:\t${controller}`);
  if (status?.nominatedNodeName) text.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`);
}

function writeConditions(text: DescribeText, { spec, status }: Pod): void {
  const conditions = status?.conditions ?? [];
  if ((spec?.readinessGates ?? []).length > 0) {
    text.raw('Readiness Gates:\n  Type\tStatus\n');
    for (const { conditionType } of spec?.readinessGates ?? []) {
      text.line(1, `${conditionType} \t${conditions.find(({ type }) => type === conditionType)?.status ?? '<none>'} `);
    }
  }
  if (conditions.length === 0) return;
  text.raw('Conditions:\n  Type\tStatus\n');
  for (const condition of conditions) text.line(1, `${condition.type} \t${condition.status} `);
}
