import { emptyKubeconfig, loadKubeconfig, saveKubeconfig, type Kubeconfig } from '../../config/kubeconfig.ts';
import type { Invocation } from '../../invocation.ts';

/** The one file that changes go to, as it was named. */
export function fileToChange(invocation: Invocation): string {
  return invocation.kubeconfigPaths[0] ?? '';
}

/** Changes the kubeconfig file, which need not be there yet. */
export function changeKubeconfig(invocation: Invocation, change: (config: Kubeconfig) => Kubeconfig): void {
  const path = fileToChange(invocation);
  const { files } = invocation.process;
  const there = files.stat(invocation.absolute(path)) !== undefined;
  const config = there ? loadKubeconfig(files, [path], invocation.absolute, true) : emptyKubeconfig;
  saveKubeconfig(files, invocation.absolute(path), change(config));
}
