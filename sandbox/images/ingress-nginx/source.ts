import type { ComponentClient, KubeObject } from '../../api/client.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import { endpointSlices, ingressClasses, ingresses, secrets, services } from '../../schema/resources.ts';
import type { Ingress } from '../../schema/types/networking-v1.ts';
import { unknownAnnotations } from './annotations.ts';
import type { Source } from './build.ts';

export interface ControllerOptions {
  /** What an IngressClass names as its controller. */
  readonly controller: string;
  /** The value of the old annotation `kubernetes.io/ingress.class`. */
  readonly className: string;
  readonly watchWithoutClass: boolean;
  readonly watchNamespace: string | undefined;
  readonly defaultBackend: string | undefined;
  readonly publishService: string | undefined;
  readonly publishAddresses: readonly string[];
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly healthPort: number;
  readonly defaultCertificate: string | undefined;
}

/** What the controller must be allowed to list and watch. */
export const watched: readonly ResourceType<KubeObject>[] = [ingresses, ingressClasses, services, endpointSlices, secrets];

const SERVICE_NAME = 'kubernetes.io/service-name';

export function createSource(
  client: ComponentClient,
  options: ControllerOptions,
  warn: (text: string) => void,
): Omit<Source, 'ingresses'> & { ingresses(): readonly Ingress[] } {
  const ingressInformer = client.informer(ingresses);
  const classInformer = client.informer(ingressClasses);
  const serviceInformer = client.informer(services);
  const sliceInformer = client.informer(endpointSlices);
  const secretInformer = client.informer(secrets);
  const isOurs = ({ metadata, spec }: Ingress): boolean => {
    const old = metadata.annotations?.['kubernetes.io/ingress.class'];
    if (old !== undefined) return old === options.className;
    if (spec.ingressClassName === undefined) return options.watchWithoutClass;
    return classInformer.get({ name: spec.ingressClassName })?.spec?.controller === options.controller;
  };
  return {
    ingresses() {
      const ours = ingressInformer.list(options.watchNamespace).filter((ingress) => isOurs(ingress));
      for (const ingress of ours) {
        for (const name of unknownAnnotations(ingress))
          warn(`annotation ${name} of ${ingress.metadata.namespace}/${ingress.metadata.name} is not simulated`);
      }
      return ours;
    },
    service: (namespace, name) => serviceInformer.get({ namespace, name }),
    slices: (namespace, service) =>
      sliceInformer.list(namespace).filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === service),
    secret: (namespace, name) => secretInformer.get({ namespace, name }),
    defaultBackend: options.defaultBackend,
    defaultCertificate: options.defaultCertificate,
    warn,
  };
}
