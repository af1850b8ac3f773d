import { defineController } from './define-controller.ts';
import { isNamespaceTerminating } from './workload/pod-control.ts';
import { isReason } from '../api/status-error.ts';
import { deepEqual } from '../core/json.ts';
import { configMaps, namespaces } from '../schema/resources.ts';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';
/** It certifies nothing: connections inside the sandbox are not encrypted. */
const data = {
  'ca.crt': '-----BEGIN CERTIFICATE-----\nc2ltdWxhdGVkIGNlcnRpZmljYXRlIG9mIGEgc2FuZGJveCBjbHVzdGVy\n-----END CERTIFICATE-----\n',
};

/** Puts the certificate of the cluster's authority into every namespace. Models pkg/controller/certificates/rootcacertpublisher. */
export const rootCaPublisher = defineController({
  name: 'root-ca-certificate-publisher-controller',
  start(context) {
    const { client } = context;
    const namespaceInformer = client.informer(namespaces);
    const mapInformer = client.informer(configMaps);
    context.track(namespaceInformer.onChange(({ type, object }) => type !== 'deleted' && context.enqueue(object.metadata.name)));
    context.track(
      mapInformer.onChange(({ object: { metadata } }) => {
        if (metadata.name === NAME && metadata.namespace !== undefined) context.enqueue(metadata.namespace);
      }),
    );
    return {
      reconcile(namespace) {
        if (namespaceInformer.get({ name: namespace })?.status.phase !== 'Active') return;
        const current = mapInformer.get({ name: NAME, namespace });
        const annotations = { 'kubernetes.io/description': DESCRIPTION };
        if (current && deepEqual(current.data, data)) return;
        try {
          if (current) client.update(configMaps, { ...current, data });
          else client.create(configMaps, { metadata: { name: NAME, namespace, annotations }, data });
        } catch (error) {
          if (!isNamespaceTerminating(error) && !isReason(error, 'AlreadyExists')) throw error;
        }
      },
    };
  },
});
