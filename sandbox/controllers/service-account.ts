import { defineController } from './define-controller.ts';
import { isNamespaceTerminating } from './workload/pod-control.ts';
import { isReason } from '../api/status-error.ts';
import { namespaces, serviceAccounts } from '../schema/resources.ts';

const NAME = 'default';

/** Sees to it that every namespace has a ServiceAccount `default`. Models pkg/controller/serviceaccount/serviceaccounts_controller.go. */
export const serviceAccountController = defineController({
  name: 'serviceaccount-controller',
  start(context) {
    const { client } = context;
    const namespaceInformer = client.informer(namespaces);
    const accountInformer = client.informer(serviceAccounts);
    context.track(namespaceInformer.onChange(({ type, object }) => type !== 'deleted' && context.enqueue(object.metadata.name)));
    context.track(
      accountInformer.onChange(({ type, object }) => {
        const { name, namespace } = object.metadata;
        if (type === 'deleted' && name === NAME && namespace !== undefined) context.enqueue(namespace);
      }),
    );
    return {
      reconcile(namespace) {
        if (namespaceInformer.get({ name: namespace })?.status.phase !== 'Active') return;
        if (accountInformer.get({ name: NAME, namespace })) return;
        try {
          client.create(serviceAccounts, { metadata: { name: NAME, namespace } });
        } catch (error) {
          if (!isNamespaceTerminating(error) && !isReason(error, 'AlreadyExists')) throw error;
        }
      },
    };
  },
});
