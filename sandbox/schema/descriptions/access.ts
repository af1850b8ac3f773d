/** Who may do what, and how the server keeps its load in order. The form is explained in `read.ts`. */
export const access = `
io.k8s.api.rbac.v1

Role: A set of permissions in one namespace. It only says what may be done; a RoleBinding says by whom.
  rules: What may be done. Permissions only add up; nothing can be forbidden.
ClusterRole: A set of permissions for the whole cluster, or to be given in single namespaces.
  aggregationRule: Which other ClusterRoles it is put together from. The rules are then written by a controller.
  rules: What may be done, with objects of the cluster and of every namespace.
AggregationRule: Rules that somebody writes into such a ClusterRole are overwritten.
  clusterRoleSelectors: Labels of those ClusterRoles; each selector adds some.
PolicyRule: Verbs on resources or on paths of the API.
  apiGroups: API groups of the resources. The empty text is the core group, * stands for all.
  nonResourceURLs: Paths that are no resources, such as /metrics. * may stand at the end. Only for ClusterRoles that are bound to the whole cluster.
  resourceNames: Single objects by name. Without it, all of them. The verbs create and deletecollection cannot be given by name.
  resources: Resources such as pods, or subresources such as pods/log. * stands for all.
  verbs: What may be done: get, list, watch, create, update, patch, delete and others. * stands for all.
RoleBinding: Gives the permissions of a Role or ClusterRole to somebody, in one namespace.
  roleRef: The Role in the same namespace, or a ClusterRole. Cannot be changed.
  subjects: Who gets them.
ClusterRoleBinding: Gives the permissions of a ClusterRole to somebody, in the whole cluster.
  roleRef: The ClusterRole. Cannot be changed; make another binding instead.
  subjects: Who gets the permissions everywhere.
RoleRef: Names a role.
  apiGroup: Always rbac.authorization.k8s.io.
  kind: Either Role or ClusterRole.
  name: Name of the role.
Subject: Somebody who can be given permissions.
  apiGroup: Their API group: rbac.authorization.k8s.io for a user or group, none for a ServiceAccount.
  kind: Who it is: User, Group or ServiceAccount.
  name: The name of the user, group or ServiceAccount.
  namespace: Namespace of the ServiceAccount. Empty for the others.

io.k8s.api.authentication.v1

TokenReview: Asks the server whose token it is. Answered at once and not kept.
  spec: The token that is asked about.
  status: Whose it is, if it is valid.
TokenReviewSpec: A token to look at.
  audiences: For whom it should be valid. Without it, the API server.
  token: The token itself, as it stands in the header.
TokenReviewStatus: What a token is worth.
  audiences: Those of the asked audiences for whom it is valid.
  authenticated: Whether the token is valid.
  error: Why it could not be looked at.
  user: Whose token it is.
UserInfo: Somebody as the API server knows them.
  extra: Further facts from the one who authenticated them.
  groups: Their groups.
  uid: An id that stays when the name is given to somebody else.
  username: Their name, such as system:serviceaccount:default:web.
TokenRequest: Asks for a token of a ServiceAccount, as kubectl create token does.
  spec: For whom and how long it shall be valid.
  status: The token.
TokenRequestSpec: What token is asked for.
  audiences: For whom it shall be valid. Without it, the API server.
  boundObjectRef: An object with which the token ends.
  expirationSeconds: How many seconds it shall be valid. Default is 3600, and less than 600 is refused.
TokenRequestStatus: The token that was made.
  expirationTimestamp: When it ends, which may be sooner than was asked for.
  token: What to send after Bearer in the header Authorization.
BoundObjectReference: An object with which a token ends.
  apiVersion: The API version of that object.
  kind: What it is: a Pod, a Node or a Secret.
  name: What it is called.
  uid: The uid it has. Another object of its name does not count.
SelfSubjectReview: Asks the server who one is, as kubectl auth whoami does. Answered at once and not kept.
  status: Who you are for the API.
SelfSubjectReviewStatus: Who the asker is.
  userInfo: Name, groups and further facts.

io.k8s.api.authorization.v1

SubjectAccessReview: Asks whether somebody may do something. Answered at once and not kept.
  spec: Who, and what.
  status: Whether it is allowed, and why.
LocalSubjectAccessReview: Asks whether somebody may do something in one namespace.
  spec: Who, and what. The namespace has to be the same as in metadata.
  status: Whether it is allowed there.
SelfSubjectAccessReview: Asks whether oneself may do something, as kubectl auth can-i does.
  spec: What you want to do.
  status: Whether you may.
SelfSubjectRulesReview: Asks for all that oneself may do in a namespace, as kubectl auth can-i --list does.
  spec: In which namespace.
  status: What you may do there.
SubjectAccessReviewSpec as SelfSubjectAccessReviewSpec: Who wants to do what.
  extra: Further facts about them.
  groups: The groups they are in.
  uid: Their uid.
  user: Their name. Name or groups must be given.
SelfSubjectAccessReviewSpec: What somebody wants to do: something with a resource, or with a path.
  nonResourceAttributes: The path and the HTTP method.
  resourceAttributes: The verb, the resource and the namespace.
SelfSubjectRulesReviewSpec: Where somebody asks for their permissions.
  namespace: The namespace. It is needed.
ResourceAttributes: A request for a resource.
  fieldSelector: The field selector of a list, watch or deletecollection.
  group: API group. * means all.
  labelSelector: The label selector of a list, watch or deletecollection.
  name: Name of the object. Empty means all.
  namespace: The namespace of the request. Empty means all of them, or an object of the cluster.
  resource: The resource, such as pods. * means all.
  subresource: The subresource, such as log.
  verb: What is to be done, such as get or create. * means everything.
  version: API version. * means each of them.
FieldSelectorAttributes: A field selector, as text or taken apart.
  rawSelector: The selector as text. Not together with requirements.
  requirements: The single conditions; all must hold.
LabelSelectorAttributes: A label selector, as text or taken apart.
  rawSelector: The selector as it stands in the query. Not together with requirements.
  requirements: The single conditions on labels; all must hold.
NonResourceAttributes: A request for a path that is no resource.
  path: The path, such as /healthz.
  verb: The HTTP method in small letters.
SubjectAccessReviewStatus: The answer.
  allowed: Whether it is allowed.
  denied: Whether it is forbidden expressly. If neither this nor allowed is true, nobody has an opinion, which means no.
  evaluationError: What went wrong when it was looked up. There may be an answer all the same.
  reason: Why it is allowed or not.
SubjectRulesReviewStatus: All that somebody may do.
  evaluationError: What went wrong when the rules were looked up.
  incomplete: Whether there may be more, since not every authoriser can list its rules.
  nonResourceRules: Paths and what may be done with them.
  resourceRules: Resources and what may be done with them.
ResourceRule: Verbs on resources.
  apiGroups: Groups of the resources. * means all.
  resourceNames: Names of single objects. Empty means all.
  resources: The resources. * means all of the groups.
  verbs: The verbs. * means all.
NonResourceRule: Verbs on paths.
  nonResourceURLs: The paths. * may end one.
  verbs: HTTP methods in small letters. * means all.

io.k8s.api.certificates.v1

CertificateSigningRequest: Asks the cluster to sign a certificate. Somebody has to approve it, then the signer puts the certificate into the status.
  spec: What is asked for, and by whom. Cannot be changed.
  status: Whether it was approved, and the certificate.
CertificateSigningRequestSpec: Who asked is filled in by the server, from the request itself.
  expirationSeconds: How long it should be valid, at least 600. The signer may decide otherwise.
  extra: Further facts about the one who asked. Filled in by the server.
  groups: Their groups. Filled in by the server.
  request: The signing request in PEM form, then in base64.
  signerName: Who should sign, such as kubernetes.io/kube-apiserver-client.
  uid: Their uid. Filled in by the server.
  usages: What the certificate is for, such as client auth or digital signature.
  username: Who asked. Filled in by the server.
CertificateSigningRequestStatus: What became of the request.
  certificate: The signed certificate in PEM form, then in base64. Cannot be changed once it is there.
  conditions: Whether it was approved, denied, or has failed.
CertificateSigningRequestCondition as Condition: A decision about the request.
  lastUpdateTime: When the decision was last written.
  type: Approved, Denied or Failed. The first two exclude each other and stay.

io.k8s.api.flowcontrol.v1

FlowSchema: Sorts requests to the API server: those that match it go to one priority level, so that no client crowds out the others.
  spec: Which requests, and where they go.
  status: Whether its priority level exists.
FlowSchemaSpec: Which requests go to which priority level.
  distinguisherMethod: How its requests are divided into flows that share fairly. Without it, they are one flow.
  matchingPrecedence: Which FlowSchema is asked first; the smallest number. 1 to 10000, default is 1000.
  priorityLevelConfiguration: The priority level for these requests.
  rules: The requests it is for; one rule that matches is enough.
FlowDistinguisherMethod: How requests are divided into flows.
  type: ByUser or ByNamespace.
FlowSchemaStatus: How a FlowSchema stands.
  conditions: Whether its priority level is missing, as Dangling.
FlowSchemaCondition as Condition: One fact about a FlowSchema.
PriorityLevelConfigurationReference: Names a priority level.
  name: Name of the PriorityLevelConfiguration.
PolicyRulesWithSubjects: Requests of certain clients for certain things.
  nonResourceRules: Paths that are no resources.
  resourceRules: Resources and verbs.
  subjects: The clients; one that matches is enough.
ResourcePolicyRule: Requests for resources, by verb, group and namespace.
  apiGroups: API groups; * for all.
  clusterScope: Whether requests without a namespace match. Default is false.
  namespaces: The namespaces; * for all.
  resources: The resources and subresources; * for all.
  verbs: The verbs on resources; * for all.
NonResourcePolicyRule: Requests for paths that are no resources.
  nonResourceURLs: The paths; * may stand at the end.
  verbs: The HTTP methods in small letters; * for all.
Subject: A client of the API server.
  group: The group, for the kind Group.
  kind: Which of the others is set: User, Group or ServiceAccount.
  serviceAccount: The account, for the kind ServiceAccount.
  user: The user, for the kind User.
GroupSubject: A group of users.
  name: Name of the group; * for all.
ServiceAccountSubject: A ServiceAccount as a client.
  name: Name of the account; * for all of the namespace.
  namespace: Namespace of the account.
UserSubject: A user as a client.
  name: Name of the user; * for all.
PriorityLevelConfiguration: A share of what the API server can do at the same time.
  spec: How large the share is, and what happens to what is too much.
  status: How the priority level stands.
PriorityLevelConfigurationSpec: How requests of the level are held back.
  exempt: Settings of a level without limits. Only for type Exempt.
  limited: Settings of a level with limits. Only for type Limited.
  type: Exempt lets everything through at once, Limited holds requests back. Cannot be changed.
ExemptPriorityLevelConfiguration: A level without limits.
  lendablePercent: How much of its share others may borrow, in per cent. Default is 0.
  nominalConcurrencyShares: Its share. It limits nothing, but what is unused of it can be lent. Default is 0.
LimitedPriorityLevelConfiguration: A level with limits.
  borrowingLimitPercent: How much it may borrow from others, in per cent of its own. Without it, as much as there is.
  lendablePercent: How much of its own others may borrow, in per cent. Default is 0.
  limitResponse: Whether what is too much waits or is refused.
  nominalConcurrencyShares: Its share, to be compared with those of the other levels. Default is 30.
LimitResponse: What happens to requests that are too much.
  queuing: How they wait. Only for type Queue.
  type: Queue lets them wait, Reject refuses them with code 429.
QueuingConfiguration: Queues in which requests wait.
  handSize: How many queues are looked at for each flow, to find a short one. Default is 8.
  queueLengthLimit: How many requests may wait in one queue. Default is 50.
  queues: How many queues there are. Default is 64.
PriorityLevelConfigurationStatus: How a priority level stands.
  conditions: Facts about it.
PriorityLevelConfigurationCondition as Condition: One fact about a priority level.
`;
