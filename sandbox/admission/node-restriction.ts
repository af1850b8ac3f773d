import { defineAdmission, refuse, type AdmissionContext, type AdmissionRequest } from '../api/admission.ts';
import { nodeOf } from '../api/authorization/node.ts';
import { deepEqual } from '../core/json.ts';
import { nodes, pods } from '../schema/resources.ts';
import type { Node, Pod } from '../schema/types/core-v1.ts';

const MIRROR = 'kubernetes.io/config.mirror';

/**
 * Keeps each kubelet to its own Node and the Pods on it. What a kubelet may do to labels, claims and leases is not looked at. Models
 * plugin/pkg/admission/noderestriction.
 */
export const nodeRestriction = defineAdmission({
  name: 'NodeRestriction',
  validate(request, context) {
    const node = nodeOf(request.user);
    if (node === undefined) return;
    const { group, resource } = request.kind.type;
    if (group === pods.group && resource === pods.resource) checkPod(node, request, context);
    if (group === nodes.group && resource === nodes.resource) checkNode(node, request);
  },
});

function checkPod(node: string, request: AdmissionRequest, context: AdmissionContext): void {
  const { operation, subresource } = request;
  const shown = JSON.stringify(node);
  const isOwn = (pod: object | undefined): boolean => (pod as Pod | undefined)?.spec?.nodeName === node;
  if (subresource === 'status') {
    if (!isOwn(request.old))
      throw refuse(request, `node ${shown} can only update pod status for pods with spec.nodeName set to itself`);
    const [next, before] = [request.object as unknown as Pod, request.old as unknown as Pod];
    if (!deepEqual(next.metadata.labels ?? {}, before.metadata.labels ?? {}))
      throw refuse(request, `node ${shown} cannot update labels through pod status`);
    return;
  }
  if (subresource !== undefined) {
    throw refuse(request, `unexpected pod subresource "${subresource}", only 'status' and 'eviction' are allowed`);
  }
  if (operation === 'DELETE') {
    if (!isOwn(request.old)) throw refuse(request, `node ${shown} can only delete pods with spec.nodeName set to itself`);
    return;
  }
  if (operation !== 'CREATE') {
    throw refuse(request, `unexpected operation "${operation}", node ${shown} can only create and delete mirror pods`);
  }
  const { metadata } = request.object as unknown as Pod;
  if (metadata.annotations?.[MIRROR] === undefined)
    throw refuse(request, `pod does not have "${MIRROR}" annotation, node ${shown} can only create mirror pods`);
  if (!isOwn(request.object)) throw refuse(request, `node ${shown} can only create pods with spec.nodeName set to itself`);
  const [owner, ...others] = metadata.ownerReferences ?? [];
  const only = `node ${shown} can only create pods with`;
  if (others.length > 0) throw refuse(request, `${only} a single owner reference set to itself`);
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node)
    throw refuse(request, `${only} an owner reference set to itself`);
  if (owner.controller !== true) throw refuse(request, `${only} a controller owner reference set to itself`);
  if (owner.blockOwnerDeletion) throw refuse(request, `node ${shown} must not set blockOwnerDeletion on an owner reference`);
  const uid = context.find(nodes, { name: node })?.metadata.uid;
  if (owner.uid !== uid) throw refuse(request, `node ${node} UID mismatch: expected ${owner.uid} got ${uid ?? ''}`);
}

function checkNode(node: string, request: AdmissionRequest): void {
  const { name, operation } = request;
  if (name !== node) throw refuse(request, `node ${JSON.stringify(node)} is not allowed to modify node ${JSON.stringify(name)}`);
  if (operation !== 'UPDATE') return;
  const [next, before] = [request.object as unknown as Node, request.old as unknown as Node];
  if (!deepEqual(next.spec?.taints ?? [], before.spec?.taints ?? []))
    throw refuse(request, `node ${JSON.stringify(node)} is not allowed to modify taints`);
  if (!deepEqual(next.metadata.ownerReferences ?? [], before.metadata.ownerReferences ?? []))
    throw refuse(request, `node ${JSON.stringify(node)} is not allowed to modify ownerReferences`);
}
