import { stringify } from 'yaml';

/** A kubeconfig that leads to a cluster served at this address. */
export function kubeconfigFor(url: string, token: string | undefined): string {
  const name = 'kubetutor';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url } }],
    users: [{ name, user: token === undefined ? {} : { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
