import { stringify } from 'yaml';

/** What a client must know of a server. */
export interface ServedAt {
  readonly url: string;
  /** PEM, when the server speaks TLS. */
  readonly certificate?: string;
}

/** A kubeconfig that leads to a cluster served at this address. */
export function kubeconfigFor({ url, certificate }: ServedAt, token: string | undefined): string {
  const name = 'kubetutor';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, ...authority(certificate) } }],
    users: [{ name, user: token === undefined ? {} : { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}

/** Base64 as kubeconfig wants it; a PEM is ASCII. */
function authority(certificate: string | undefined): { readonly 'certificate-authority-data'?: string } {
  return certificate === undefined ? {} : { 'certificate-authority-data': btoa(certificate) };
}
