import { defineAdmission, refuse } from '../api/admission.ts';
import { StatusError } from '../api/status-error.ts';
import { namespaces } from '../schema/resources.ts';

/** Namespaces that stay. */
const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** Nothing comes into a namespace that does not exist or is going. Models k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle. */
export const namespaceLifecycle = defineAdmission({
  name: 'NamespaceLifecycle',
  mutate(request, context) {
    if (request.operation !== 'CREATE' || request.namespace === undefined) return;
    const namespace = context.find(namespaces, { name: request.namespace });
    if (namespace === undefined) {
      const details = { name: request.namespace, kind: 'namespaces' };
      throw new StatusError({ code: 404, reason: 'NotFound', message: `namespaces "${request.namespace}" not found`, details });
    }
    if (namespace.metadata.deletionTimestamp === undefined) return;
    const { message, details, ...status } = refuse(
      request,
      `unable to create new content in namespace ${request.namespace} because it is being terminated`,
    ).status;
    const cause = {
      reason: 'NamespaceTerminating',
      message: `namespace ${request.namespace} is being terminated`,
      field: 'metadata.namespace',
    };
    throw new StatusError({ ...status, message, details: { ...details, causes: [cause] } });
  },
  validate(request) {
    const { kind, operation, name } = request;
    if (operation !== 'DELETE' || kind.type.resource !== namespaces.resource || kind.type.group !== namespaces.group) return;
    if (immortal.has(name)) throw refuse(request, 'this namespace may not be deleted');
  },
});
