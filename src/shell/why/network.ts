import type { Reason } from './define-reason.ts';

/** What curl, nslookup and the programs that listen say. */
export const networkReasons: readonly Reason[] = [
  {
    when: /Could not resolve host: ?(?<host>\S*)|bad address '(?<other>[^']+)'|can't resolve '|NXDOMAIN/,
    means: 'DNS knows no such name. A Service of another namespace needs it in its name: SERVICE.NAMESPACE.',
    next: '`kubectl get services -A` shows the names; does the resolver of the Pod (dnsPolicy) ask CoreDNS?',
    lesson: 'services/dns',
  },
  {
    when: /SERVFAIL|no servers could be reached|connection timed out; no servers/,
    means: 'The name server does not answer.',
    next: 'Look at CoreDNS: `kubectl get pods -n kube-system`.',
    lesson: 'services/dns',
  },
  {
    when: /Connection refused|connection refused|Failed to connect to .* Couldn't connect/,
    means: 'The machine answers, but no program listens on that port.',
    next: 'Compare the port of the container, targetPort of the Service, and what the program really listens on.',
    lesson: 'services/why',
  },
  {
    when: /Connection timed out|Operation timed out|i\/o timeout/,
    means: 'No answer at all came: packets are dropped on their way, by a NetworkPolicy or because nobody has the address.',
    next: 'Look at `kubectl get networkpolicies` and at the endpoints of the Service.',
    lesson: 'services/network-policy',
  },
  {
    when: /No route to host/,
    means: 'The network knows no way to that address.',
    next: 'Does a Pod or node of that address still exist?',
  },
  {
    when: /Endpoints:\s*(<none>)?\s*$|service ".*" has no (active )?endpoints/m,
    means: 'The Service has no Pod behind it: its selector matches none, or those that match are not ready.',
    next: 'Compare the selector with `kubectl get pods --show-labels`, and look at READY.',
    lesson: 'services/why',
  },
  {
    when: /404 Not Found|default backend - 404/,
    means:
      'Somebody answered, but has nothing for that host and path: no rule of an Ingress matches, or the program itself knows no such page.',
    next: 'Compare host and path with `kubectl describe ingress`; does the Ingress name a class that a controller serves?',
    lesson: 'ingress/troubles',
  },
  {
    when: /502 Bad Gateway/,
    means: 'The proxy reached a Pod, and got no proper answer: a wrong port, or a program that just ended.',
    next: 'Compare targetPort with what the program listens on.',
    lesson: 'ingress/troubles',
  },
  {
    when: /503 Service (Temporarily )?Unavailable/,
    means: 'The proxy has nobody to pass the request to: the Service has no ready endpoints.',
    next: '`kubectl get endpointslices`, and the readiness of the Pods.',
    lesson: 'ingress/troubles',
  },
  {
    when: /504 Gateway/,
    means: 'The proxy waited for an answer and none came in time.',
    next: 'Is the Pod overloaded or stuck? Look at its logs.',
    lesson: 'ingress/troubles',
  },
  {
    when: /SSL certificate problem|certificate is not valid for|x509: /,
    means: 'The certificate is signed by nobody that is trusted, has run out, or is for another name.',
    next: 'Look at it with `openssl s_client -connect HOST:443 -servername NAME`.',
    lesson: 'ingress/tls',
  },
  {
    when: /EADDRINUSE|[Aa]ddress already in use|unable to listen on any of the requested ports/,
    means: 'Another program listens on that port already.',
    next: 'End it (`jobs`, `kill %1`), or take another port.',
    lesson: 'pods/first-pod',
  },
];
