import { defineKind } from '../../api/kind.ts';
import { formatSelector, requirementsOf } from '../../core/label-selector.ts';
import { deployments } from '../../schema/resources.ts';
import type { Deployment } from '../../schema/types/apps-v1.ts';
import { ageColumn, containerImages, containerNames, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';

const selectorText = ({ spec }: Deployment): string => {
  try {
    return formatSelector(requirementsOf(spec?.selector ?? {}));
  } catch {
    return '<invalid>';
  }
};

export const deployment = defineKind<Deployment>({
  type: deployments,
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  generation: true,
  statusSubresource: true,
  default(object) {
    if (object.spec === undefined) return;
    object.spec.replicas ??= 1;
    object.spec.strategy ??= {};
    const { strategy } = object.spec;
    strategy.type ||= 'RollingUpdate';
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {};
      strategy.rollingUpdate.maxUnavailable ??= '25%';
      strategy.rollingUpdate.maxSurge ??= '25%';
    }
    object.spec.revisionHistoryLimit ??= 10;
    object.spec.progressDeadlineSeconds ??= 600;
    defaultPodTemplate(object.spec.template);
  },
  prepareForCreate(object) {
    object.status = {};
  },
  columns: [
    nameColumn,
    textColumn('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
    textColumn('Up-to-date', ({ status }) => status?.updatedReplicas ?? 0),
    textColumn('Available', ({ status }) => status?.availableReplicas ?? 0),
    ageColumn,
    wideColumn('Containers', ({ spec }) => containerNames(spec?.template?.spec?.containers)),
    wideColumn('Images', ({ spec }) => containerImages(spec?.template?.spec?.containers)),
    wideColumn('Selector', selectorText),
  ],
  scale: { specPath: '.spec.replicas', statusPath: '.status.replicas', selector: selectorText },
  podTemplate: ({ spec }) => spec?.template,
  podSelector: ({ spec }) => spec?.selector,
  rolloutStatus: deploymentRollout,
});

/** How far the rollout of a Deployment is. Models DeploymentStatusViewer in k8s.io/kubectl/pkg/polymorphichelpers. */
function deploymentRollout(object: Deployment, revision: number): { message: string; done: boolean } {
  const { metadata, spec, status = {} } = object;
  const name = metadata.name ?? '';
  if (revision > 0) {
    const current = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
    if (current !== revision)
      throw new Error(`desired revision (${revision}) is different from the running revision (${current})`);
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) {
    return { message: 'Waiting for deployment spec update to be observed...\n', done: false };
  }
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') throw new Error(`deployment "${name}" exceeded its progress deadline`);
  const wanted = spec?.replicas;
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = status;
  if (wanted !== undefined && updated < wanted) {
    const counts = `${updated} out of ${wanted} new replicas have been updated...`;
    return { message: `Waiting for deployment "${name}" rollout to finish: ${counts}\n`, done: false };
  }
  if (replicas > updated) {
    const counts = `${replicas - updated} old replicas are pending termination...`;
    return { message: `Waiting for deployment "${name}" rollout to finish: ${counts}\n`, done: false };
  }
  if (available < updated) {
    const counts = `${available} of ${updated} updated replicas are available...`;
    return { message: `Waiting for deployment "${name}" rollout to finish: ${counts}\n`, done: false };
  }
  return { message: `deployment "${name}" successfully rolled out\n`, done: true };
}
