/** Services and what stands behind them, Ingress and NetworkPolicy. The form is explained in `read.ts`. */
export const services = `
io.k8s.api.core.v1

Service: One stable name and address in front of a changing set of Pods.
  spec: Which Pods answer, on which ports, and from where the Service can be reached.
  status: The addresses of the load balancer, once there is one.
ServiceSpec: How a Service is reached and where its traffic goes.
  allocateLoadBalancerNodePorts: Whether a Service of type LoadBalancer also gets node ports. Default is true.
  clusterIP: The address inside the cluster. It is given out by the server and stays; None makes a headless Service.
  clusterIPs: All addresses inside the cluster, at most one of each IP family. The first equals clusterIP.
  externalIPs: Addresses outside for which nodes take in traffic. Nobody but you brings the traffic there.
  externalName: For type ExternalName: the DNS name that the name of the Service leads to.
  externalTrafficPolicy: Cluster (the default) spreads traffic from outside over all Pods; Local keeps it on the node where it came in, and keeps the address of the client.
  healthCheckNodePort: Port by which a load balancer learns whether a node has Pods of the Service. Only with externalTrafficPolicy Local.
  internalTrafficPolicy: Cluster (the default) uses all Pods for traffic from inside; Local only those on the same node.
  ipFamilies: IPv4, IPv6 or both, in order of preference.
  ipFamilyPolicy: SingleStack (the default), PreferDualStack, or RequireDualStack, which fails where only one family is there.
  loadBalancerClass: Which implementation of load balancers takes the Service. Without it, the usual one of the cluster.
  loadBalancerIP: Asks the load balancer for this address. Deprecated; what comes of it differs from cloud to cloud.
  loadBalancerSourceRanges: Networks from which the load balancer lets clients in. Without it, from everywhere.
  ports: The ports of the Service and where they lead.
  publishNotReadyAddresses: Whether Pods that are not ready are listed as well, as peers that look for each other need it. Default is false.
  selector: Labels of the Pods that answer; all must match. Without it, you write the EndpointSlices yourself.
  sessionAffinity: None (the default), or ClientIP, which sends a client to the same Pod again.
  sessionAffinityConfig: How long a client is remembered.
  trafficDistribution: A preference for near Pods: PreferSameZone or PreferSameNode. PreferClose is the old name of the first.
  type: ClusterIP (the default) for the inside only; NodePort adds a port on every node, LoadBalancer an address outside. ExternalName is just a DNS alias.
ServicePort: A port of a Service.
  appProtocol: What is spoken on the port, as a hint, such as http or kubernetes.io/h2c.
  name: Name of the port. Needed, and unique, when there are several.
  nodePort: Port on every node, for NodePort and LoadBalancer. Chosen from 30000 to 32767 when left out.
  port: The port of the Service itself.
  protocol: TCP (the default), UDP or SCTP of this port.
  targetPort: Port of the Pods, as a number or as the name of a container port. Default is the same as port.
ServiceStatus: What a Service was given.
  conditions: What else is known of the Service.
  loadBalancer: The addresses that the load balancer has.
SessionAffinityConfig: Settings of session affinity.
  clientIP: Settings of affinity by the address of the client.
ClientIPConfig: Affinity by the address of the client.
  timeoutSeconds: How long a client is remembered, 1 to 86400. Default is 10800, three hours.
LoadBalancerStatus: What a load balancer was set up with.
  ingress: Where traffic from outside comes in.
LoadBalancerIngress: Either an address or a name, as the provider has it.
  hostname: Its DNS name, where the load balancer has names.
  ip: Its address, where the load balancer has addresses.
  ipMode: VIP when packets arrive with the address of the load balancer, Proxy when it sends them on to the node or Pod. Default is VIP.
  ports: Which ports are open, and what went wrong with others.
PortStatus: A port of a load balancer.
  error: What went wrong with the port.
  port: Number of the port.
  protocol: TCP, UDP or SCTP on the port.
Endpoints: The addresses behind a Service, all in one object. Deprecated in favour of EndpointSlices.
  subsets: Addresses that have the same ports, each group once.
EndpointSubset: Addresses and the ports that all of them have.
  addresses: Addresses that are ready for traffic.
  notReadyAddresses: Addresses that get no traffic yet, or no longer.
  ports: Ports of these addresses.
EndpointAddress: One address behind a Service.
  hostname: Name of the Pod below a headless Service.
  ip: The IP address. Loopback and link-local ones are refused.
  nodeName: The node where it is.
  targetRef: The object with this address, usually a Pod.
EndpointPort: A port of addresses behind a Service.
  appProtocol: What is spoken there, as a hint.
  name: Name of the port, the same as in the Service.
  port: Number of the port on the Pods.
  protocol: TCP (the default), UDP or SCTP on the Pods.

io.k8s.api.discovery.v1

EndpointSlice: Part of the addresses behind a Service, at most 1000. They are made from the selector of the Service.
  addressType: Whether the addresses are IPv4, IPv6 or names (FQDN, deprecated). Cannot be changed.
  endpoints: The addresses.
  ports: Ports that all of the addresses have, at most 100.
Endpoint: One Pod, or something else, behind a Service.
  addresses: Its addresses. Usually just one, and only the first is used.
  conditions: Whether it takes traffic.
  deprecatedTopology: Labels from an older version of the API. Not used any more.
  hints: For which clients it is meant, to keep traffic near.
  hostname: Its name below a headless Service.
  nodeName: The node that it is on.
  targetRef: The object that it stands for, usually a Pod.
  zone: The zone that it is in.
EndpointConditions: What is left out counts as ready, as serving, and as not being ended.
  ready: Whether it takes new traffic. False as soon as it is being ended, unless the Service publishes addresses that are not ready.
  serving: Whether it would take traffic, being ended or not.
  terminating: Whether it is being ended.
EndpointHints: Heeded only when all endpoints of a Service have them.
  forNodes: Nodes whose clients should use it, at most 8.
  forZones: Zones whose clients should use it, at most 8.
ForNode: A node that an endpoint is meant for.
  name: Name of the node.
ForZone: A zone that an endpoint is meant for.
  name: Name of the zone.
EndpointPort: A port of the addresses in a slice.
  appProtocol: What is spoken on the port of the slice, as a hint.
  name: Name of the port as the Service has it. Empty when it has only one.
  port: Number of the port on the endpoints.
  protocol: TCP (the default), UDP or SCTP on the endpoints.

io.k8s.api.networking.v1

Ingress: Rules by which HTTP from outside reaches Services, by host name and path. An ingress controller has to carry them out.
  spec: The rules, the certificates, and which controller they are for.
  status: Where the traffic comes in.
IngressSpec: What leads where.
  defaultBackend: Where requests go that no rule is for. Needed when there are no rules.
  ingressClassName: The IngressClass, and so the controller, that takes this Ingress. Without it, the default class.
  rules: Hosts and paths and their Services.
  tls: Certificates for hosts.
IngressRule: What happens to requests for one host.
  host: The name that is asked for. *.example.com stands for one label; without a host, all names.
  http: The paths of this host.
HTTPIngressRuleValue: Paths and where they lead.
  paths: The paths; the longest that matches wins.
HTTPIngressPath: A path and where it leads.
  backend: Where requests go.
  path: The path, beginning with a slash.
  pathType: Prefix compares whole parts between slashes, Exact all of the path, ImplementationSpecific leaves it to the controller.
IngressBackend: Where requests go: to a Service or to another object, not both.
  resource: An object in the same namespace that the controller knows, such as a storage bucket.
  service: A Service in the same namespace.
IngressServiceBackend: A Service and one of its ports.
  name: Name of the Service.
  port: Which of its ports.
ServiceBackendPort: A port, by its name or its number.
  name: Name of the port in the Service.
  number: Number of the port of the Service.
IngressTLS: A certificate and the hosts it is for.
  hosts: Names in the certificate. Without them, all that the controller serves.
  secretName: A Secret of type kubernetes.io/tls with the certificate and its key.
IngressStatus: Where traffic comes in.
  loadBalancer: The addresses of the controller.
IngressLoadBalancerStatus: Addresses of an ingress controller.
  ingress: The places where it takes in traffic.
IngressLoadBalancerIngress: One place where the controller takes in traffic, by address or by name.
  hostname: Its DNS name, if it has one.
  ip: Its address, if it has one.
  ports: Its ports.
IngressPortStatus: A port of an ingress controller.
  error: What is wrong with the port.
  port: The number of the port outside.
  protocol: TCP, UDP or SCTP outside.
IngressClass: Says which controller carries out Ingresses of this class.
  spec: The controller and its settings.
IngressClassSpec: A controller for Ingresses.
  controller: Name of the controller, such as k8s.io/ingress-nginx. Cannot be changed.
  parameters: An object with settings that the controller knows.
IngressClassParametersReference: An object with settings of a controller.
  apiGroup: API group of its kind. Without it, the core group.
  kind: Its kind.
  name: Its name.
  namespace: Its namespace, for the scope Namespace only.
  scope: Whether it is in a Namespace or belongs to the Cluster (the default).
NetworkPolicy: Says which connections Pods may take and make. Pods that no policy selects may do everything.
  spec: The Pods it is about and what is allowed for them. What is not allowed by any policy is then forbidden.
NetworkPolicySpec: Allowed connections of some Pods.
  egress: Connections that the Pods may make. An empty list forbids all.
  ingress: Connections that the Pods may take. An empty list forbids all.
  podSelector: The Pods it is about. Empty means all in the namespace.
  policyTypes: Whether it is about Ingress, Egress or both. Left out: Ingress, and Egress when there are egress rules.
NetworkPolicyIngressRule: Connections that are let in. Both lists must match.
  from: Who may connect. Empty means everybody.
  ports: On which ports. Empty means all.
NetworkPolicyEgressRule: Connections that are let out. Both lists must match.
  ports: To which ports. Empty means all.
  to: Where to. Empty means everywhere.
NetworkPolicyPeer: Somebody on the other side of a connection.
  ipBlock: Addresses, mostly outside the cluster. Not together with selectors.
  namespaceSelector: Namespaces, by their labels. With podSelector: those Pods in these namespaces.
  podSelector: Pods, by their labels. Without namespaceSelector, those of the same namespace.
NetworkPolicyPort: A port, or a range of them.
  endPort: The last port of a range that begins with port.
  port: The port, by number or by the name in the Pod. Without it, all.
  protocol: TCP (the default), UDP or SCTP of the connection.
IPBlock: A network, and what of it is left out.
  cidr: The network, such as 10.0.0.0/8.
  except: Networks inside it that are not meant.
IPAddress: One address of the Service network that is in use. Kept by the API server itself.
  spec: Who uses it.
IPAddressSpec: The user of an address.
  parentRef: The object that has the address, a Service.
ParentReference: The object that has an address.
  group: API group of the resource.
  name: How that object is called.
  namespace: Where that object is. Empty for objects of the cluster.
  resource: Its resource, such as services.
ServiceCIDR: A network from which Services get their addresses.
  spec: The network.
  status: Whether it can be used.
ServiceCIDRSpec: Networks for Services.
  cidrs: One IPv4 network, one IPv6 network, or one of each. What stands there stays; the second may be added later.
ServiceCIDRStatus: Whether a network is in use.
  conditions: Whether it is Ready, or waits to be deleted because addresses of it are still in use.
`;
