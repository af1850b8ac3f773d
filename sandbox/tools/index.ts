export { createCrictl, createCtr, crictlConfig, type CtrNamespace } from './crictl/index.ts';
export { createDocker, type Docker } from './docker/index.ts';
export { createHelm } from './helm/index.ts';
export { createKubectl, type Connect, type ConnectContext } from './kubectl/index.ts';
export { linuxPrograms } from './linux/index.ts';
export { createSsh } from './linux/ssh.ts';
export { createShell, loadShellLanguage, shellPrograms, type CreateShellOptions } from './shell/index.ts';
export {
  containerdUnit,
  createServiceTools,
  dockerSocket,
  dockerUnit,
  init,
  kubeletLog,
  kubeletUnit,
  ServiceManager,
} from './systemctl/index.ts';
