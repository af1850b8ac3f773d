import { qualifiedName } from '../../core/names.ts';

const standardContainer = new Set(['cpu', 'memory', 'ephemeral-storage']);
const standard = new Set([
  ...standardContainer,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
]);
const counted = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
export const isStandardContainerResource = (name: string): boolean => standardContainer.has(name) || isHugePages(name);
export const isStandardResource = (name: string): boolean =>
  standard.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
/** Resources that Kubernetes itself knows. */
export const isNativeResource = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
/** Resources of others, such as devices: `example.com/gpu`. */
export const isExtendedResource = (name: string): boolean =>
  !isNativeResource(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0;
export const isIntegerResource = (name: string): boolean => counted.has(name) || isExtendedResource(name);
export const isOvercommitAllowed = (name: string): boolean => isNativeResource(name) && !isHugePages(name);
