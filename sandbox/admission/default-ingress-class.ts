import { defineAdmission } from '../api/admission.ts';
import type { Draft } from '../core/json.ts';
import { ingressClasses, ingresses } from '../schema/resources.ts';
import type { Ingress } from '../schema/types/networking-v1.ts';
import { defaultClass } from './default-class.ts';

const marker = 'ingressclass.kubernetes.io/is-default-class';
const olderChoice = 'kubernetes.io/ingress.class';

/** Gives an Ingress that names no class the default one. Models plugin/pkg/admission/network/defaultingressclass. */
export const defaultIngressClass = defineAdmission({
  name: 'DefaultIngressClass',
  mutate({ operation, kind, object, subresource }, context) {
    const { group, resource } = kind.type;
    if (operation !== 'CREATE' || subresource || group !== ingresses.group || resource !== ingresses.resource) return;
    const { metadata, spec } = object as unknown as Draft<Ingress>;
    if (spec === undefined || spec.ingressClassName !== undefined) return;
    if (metadata.annotations?.[olderChoice] !== undefined) return;
    const chosen = defaultClass(context, ingressClasses, [marker]);
    if (chosen !== undefined) spec.ingressClassName = chosen.metadata.name;
  },
});
