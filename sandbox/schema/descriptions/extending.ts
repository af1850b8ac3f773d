/** What extends the API: admission policies and webhooks, resources of one's own, servers behind it. The form is explained in `read.ts`. */
export const extending = `
io.k8s.api.admissionregistration.v1

ValidatingAdmissionPolicy: Rules in CEL that requests must meet. It does nothing until a ValidatingAdmissionPolicyBinding uses it.
  spec: Which requests are looked at, and what must be true of them.
  status: What the server thinks of the expressions.
ValidatingAdmissionPolicySpec: Expressions may cost only so much; what is too costly is refused.
  auditAnnotations: Notes for the audit log. Either these or validations are needed.
  failurePolicy: Whether a policy that cannot be worked out refuses the request (Fail, the default) or lets it through (Ignore).
  matchConditions: Further conditions in CEL; where one is false the policy is skipped. At most 64.
  matchConstraints: Which requests are looked at. It is needed.
  paramKind: The kind of object that holds settings for the policy.
  validations: Expressions that must be true, or the request is refused.
  variables: Expressions with a name, to be used in others as variables.NAME.
ValidatingAdmissionPolicyStatus: What the server thinks of a policy.
  conditions: Facts about the policy.
  observedGeneration: The generation of the policy that was looked at.
  typeChecking: Mistakes that were found in the types of the expressions.
TypeChecking: Mistakes in the types of expressions.
  expressionWarnings: One entry for each expression with a mistake.
ExpressionWarning: A mistake in an expression.
  fieldRef: Where the expression is, such as spec.validations[0].expression.
  warning: What is wrong with it.
Validation: An expression that must be true.
  expression: The expression in CEL. It sees object, oldObject, request, params, namespaceObject, variables and authorizer.
  message: What is said when it is false. One line.
  messageExpression: As message, but worked out by CEL. It wins over message.
  reason: The reason in the answer: Invalid (the default), Forbidden, Unauthorized or RequestEntityTooLarge.
AuditAnnotation: A note for the audit log.
  key: Name of the note, unique in the policy.
  valueExpression: CEL that gives the text, or null for none.
MatchCondition: A condition on requests.
  expression: CEL that is true for the requests that are meant.
  name: Name of the condition, unique in its list.
Variable: Worked out when it is first used, and only once.
  expression: What it stands for, in CEL.
  name: How others refer to it.
ParamKind: When the kind is not served, the policy counts as failed.
MatchResources: A request has to match everything that is set here.
  excludeResourceRules: What is not meant after all. It wins over resourceRules.
  matchPolicy: Equivalent (the default) also takes requests in other versions of the same API, Exact does not.
  namespaceSelector: Labels of the namespace of the object. Without it, all.
  objectSelector: Labels of the object, before or after the change. Anybody can change those, so it is no protection.
  resourceRules: Operations on resources; one that matches is enough.
NamedRuleWithOperations as RuleWithOperations: Operations on resources, perhaps only on some objects.
  resourceNames: Names of the objects. Empty means all.
RuleWithOperations: All that is set must match: group, version, operation, resource and scope.
  apiGroups: API groups of the resources; * for all.
  apiVersions: Versions of the API; * for all.
  operations: CREATE, UPDATE, DELETE and CONNECT; * for all.
  resources: Resources such as pods, or subresources such as pods/status; * for all, */* with subresources.
  scope: Cluster, Namespaced, or * (the default) for both.
ValidatingAdmissionPolicyBinding: Puts a policy into force, for certain requests and with certain settings.
  spec: Which policy, for what, and what happens.
ValidatingAdmissionPolicyBindingSpec: How a policy is put into force.
  matchResources: Narrows down the requests that the policy is for.
  paramRef: The settings to use.
  policyName: The policy that is put into force.
  validationActions: What happens when it does not hold: Deny, Warn, Audit. Deny and Warn exclude each other.
ParamRef: Which objects are the settings. Either name or selector.
  name: The object with the settings.
  namespace: Where to look. Without it, in the namespace of the request.
  parameterNotFoundAction: Deny refuses requests while there are no settings, Allow lets them pass.
  selector: Labels of the objects. With several, the request must satisfy the policy with each of them.
MutatingAdmissionPolicy: Changes to requests, written in CEL. It does nothing until a MutatingAdmissionPolicyBinding uses it.
  spec: The requests that are changed, and the changes.
MutatingAdmissionPolicySpec as ValidatingAdmissionPolicySpec: Which requests are changed, and how.
  mutations: The changes, one after the other.
  reinvocationPolicy: Whether the policy is asked again when something later changed the object: Never or IfNeeded.
MutatingAdmissionPolicyBinding: Puts a MutatingAdmissionPolicy into force.
  spec: Which policy, for which requests.
MutatingAdmissionPolicyBindingSpec as ValidatingAdmissionPolicyBindingSpec: How a policy that changes requests is put into force.
Mutation: One change.
  applyConfiguration: The change as an object that is merged in as server-side apply does.
  jsonPatch: The change as a JSON patch.
  patchType: Which of the two it is: ApplyConfiguration or JSONPatch.
ApplyConfiguration: A change as an object to merge.
  expression: CEL that gives the object, as Object{...}. Lists that are replaced as a whole cannot be changed so.
JSONPatch: Unlike a merge, it can also take things away.
  expression: CEL that gives a list of JSONPatch{...}.
ValidatingWebhookConfiguration: Servers that are asked whether a request may pass.
  webhooks: The servers and when they are asked.
ValidatingWebhook: A server that may refuse requests.
  admissionReviewVersions: Versions of AdmissionReview that the server reads, the preferred one first.
  clientConfig: How to reach the server.
  failurePolicy: Whether a server that does not answer refuses the request (Fail, the default) or lets it through (Ignore).
  matchConditions: Conditions in CEL that must all hold before the server is asked. At most 64.
  matchPolicy: Equivalent (the default) also asks about other versions of the same API, Exact does not.
  name: Name with dots, unique in the configuration, such as images.example.com.
  namespaceSelector: Labels of the namespace of the object. Without it, all namespaces.
  objectSelector: Labels of the object. Only for servers that one may do without.
  rules: Operations on resources for which the server is asked.
  sideEffects: Whether the server changes anything elsewhere: None, or NoneOnDryRun if it heeds dry runs. Others are refused.
  timeoutSeconds: How long to wait for the answer, 1 to 30. Default is 10.
MutatingWebhookConfiguration: Servers that may change a request before it is stored.
  webhooks: The servers, and when they are called.
MutatingWebhook as ValidatingWebhook: A server that may change or refuse requests.
  reinvocationPolicy: Whether the server is asked again when others changed the object after it: Never (the default) or IfNeeded.
WebhookClientConfig: How to reach a webhook. Either service or url.
  caBundle: Certificates in PEM form, in base64, by which the server is trusted. Without it, those of the system.
  service: A Service in the cluster.
  url: Address of the server; it begins with https.
ServiceReference: A Service that the API server calls.
  name: Name of that Service.
  namespace: Namespace of that Service.
  path: Path to ask for.
  port: Port of the Service. Default is 443.

io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1

CustomResourceDefinition: Teaches the API a new kind of object. Its name is PLURAL.GROUP.
  spec: Names, versions and schema of the new kind.
  status: Whether the new kind can be used.
CustomResourceDefinitionSpec: What the new kind is.
  conversion: How objects are converted between versions. By default only apiVersion is changed.
  group: API group of the kind, such as shop.example.com. Cannot be changed.
  names: How the kind is called in URLs, in manifests and on the command line.
  preserveUnknownFields: Whether fields that the schema does not name are kept. Must be false; mark places in the schema instead.
  scope: Namespaced, or Cluster for objects without a namespace. Cannot be changed.
  versions: The versions of the kind, each with its schema. Exactly one of them is stored.
CustomResourceDefinitionNames: No two kinds of a group can share a name.
  categories: Groups of kinds that it is listed with, such as all.
  kind: Its name in manifests, in CamelCase and singular.
  listKind: Name of the list. Default is the kind followed by List.
  plural: Its name in URLs, in small letters.
  shortNames: Short names for the command line.
  singular: Name of a single one on the command line. Default is the kind in small letters.
CustomResourceDefinitionVersion: One version of the kind.
  additionalPrinterColumns: Columns that kubectl get shows. Default is the age.
  deprecated: Whether clients are warned about this version. Default is false.
  deprecationWarning: The words of the warning. Without it, a usual one.
  name: The version, such as v1 or v1beta1.
  schema: What objects look like, checked on every write.
  selectableFields: Fields by which lists can be narrowed down, at most 8.
  served: Whether the API answers for this version.
  storage: Whether objects are stored in this version. True for exactly one.
  subresources: Whether there are status and scale.
CustomResourceColumnDefinition: A column of kubectl get.
  description: What the column means.
  format: A hint how to show it, such as date-time.
  jsonPath: Where the value is in the object, such as .spec.replicas.
  name: The title of the column.
  priority: With 0 the column is always shown, with a higher number only by -o wide.
  type: Type of the value: string, integer, number, boolean or date.
SelectableField: A field to select by.
  jsonPath: Where the field is, such as .spec.color. It must be a plain value, not in a list.
CustomResourceSubresources: Subresources of the new kind.
  scale: With it, kubectl scale and autoscalers work.
  status: With it, the status is written apart from the rest, and the spec has a generation.
CustomResourceSubresourceStatus: Turns on the subresource status. It has no settings.
CustomResourceSubresourceScale: Where the figures of the subresource scale are.
  labelSelectorPath: Where the selector of the Pods is, as text. Autoscalers need it.
  specReplicasPath: Where the wanted number is, such as .spec.replicas.
  statusReplicasPath: Where the actual number is, such as .status.replicas.
CustomResourceConversion: A server is needed as soon as versions differ in more than apiVersion.
  strategy: None changes apiVersion only, Webhook asks a server.
  webhook: The server. Only for the strategy Webhook.
WebhookConversion: A server that converts objects.
  clientConfig: How the converting server is reached.
  conversionReviewVersions: Versions of ConversionReview that it reads, the preferred one first.
WebhookClientConfig: How a converting server is reached. Either service or url.
  caBundle: Certificates in PEM form by which it is trusted, in base64. Without it, those of the system.
  service: A Service that converts.
  url: Its address, beginning with https.
ServiceReference: A Service that converts objects.
  name: Name of the converting Service.
  namespace: Namespace of the converting Service.
  path: Path that it is asked at.
  port: Port of the converting Service. Default is 443.
CustomResourceDefinitionStatus: How a definition stands.
  acceptedNames: The names in use. They may differ from the wanted ones when those are taken.
  conditions: Whether the names were accepted, and whether the kind is served.
  observedGeneration: The generation that was last dealt with.
  storedVersions: Versions in which objects may still be stored. A version can only be taken out of the definition when it is not here.
CustomResourceDefinitionCondition as Condition: One fact about a definition.
  type: What it is about: Established, NamesAccepted, NonStructuralSchema, Terminating and others.
CustomResourceValidation: The schema of a version.
  openAPIV3Schema: The schema in the form of OpenAPI v3. Every place in it needs a type.
JSONSchemaProps: What a value may be. Part of a schema, and made of such parts.
  $ref: Another schema by reference. Not allowed here.
  $schema: The dialect of the schema. Not allowed here.
  additionalItems: Items of a list beyond those described. Not allowed here.
  additionalProperties: What the values of a map are. Not together with properties.
  allOf: Schemas of which all must hold.
  anyOf: Schemas of which at least one must hold.
  default: The value that is put in when none is given.
  definitions: Schemas to refer to. Not allowed here.
  dependencies: What must be there together. Not allowed here.
  description: What the value is for; kubectl explain shows it.
  enum: The values that are allowed.
  example: A value, just to show one.
  exclusiveMaximum: Whether maximum itself is too much. Default is false.
  exclusiveMinimum: Whether minimum itself is too little. Default is false.
  externalDocs: Where more is written about it.
  format: A closer form of a text or number, such as date-time, ipv4 or int32. Forms that are not known are not checked.
  id: An id of the schema. Not allowed here.
  items: What the items of a list are.
  maxItems: The most items of a list.
  maxLength: The most characters of a text.
  maxProperties: The most entries of an object.
  maximum: The largest number.
  minItems: The fewest items of a list.
  minLength: The fewest characters of a text.
  minProperties: The fewest entries of an object.
  minimum: The smallest number.
  multipleOf: A number that the value must be a multiple of.
  not: A schema that must not hold.
  nullable: Whether null is allowed as well. Default is false.
  oneOf: Schemas of which exactly one must hold.
  pattern: A regular expression that a text must match. It may match in the middle unless it has ^ and $.
  patternProperties: Fields by patterns of their names. Not allowed here.
  properties: The fields of an object.
  required: Fields that must be there.
  title: A short name for the value.
  type: What it is: object, array, string, integer, number or boolean.
  uniqueItems: Whether items of a list must differ. Must be false; use x-kubernetes-list-type.
  x-kubernetes-embedded-resource: Whether the value is a whole object with apiVersion, kind and metadata.
  x-kubernetes-int-or-string: Whether it is a number or a text, as ports and percentages are.
  x-kubernetes-list-map-keys: Fields that tell the items of a list apart. Only for the list type map.
  x-kubernetes-list-type: How lists are merged: atomic (the default) as a whole, set by value, map by keys.
  x-kubernetes-map-type: Whether an object is merged field by field (granular, the default) or as a whole (atomic).
  x-kubernetes-preserve-unknown-fields: Whether fields that the schema does not name are kept. Otherwise they are dropped.
  x-kubernetes-validations: Rules in CEL that the value must meet.
JSONSchemaPropsOrArray: A schema; in full JSON schema also a list of them.
JSONSchemaPropsOrBool: A schema, or true for anything and false for nothing.
JSONSchemaPropsOrStringArray: A schema, or names of fields.
JSON: Any value.
ExternalDocumentation: Where more is written.
  description: What is to be found there.
  url: The address of it.
ValidationRule: A rule in CEL.
  fieldPath: Which field the error names, such as .spec.min. By default the value with the rule.
  message: What is said when the rule does not hold. Needed if the rule has more than one line.
  messageExpression: As message, but worked out with CEL. It wins over message.
  optionalOldSelf: Whether a rule with oldSelf is also applied when there is no old value. Default is false.
  reason: The reason of the error. Default is FieldValueInvalid.
  rule: CEL that must be true. self is the value, oldSelf the one before.

io.k8s.kube-aggregator.pkg.apis.apiregistration.v1

APIService: One group and version of the API, and the server that answers for it.
  spec: Which group and version, and who answers.
  status: Whether the server answers.
APIServiceSpec: Every group and version has one, those of the API server itself too.
  caBundle: Certificates by which the server is trusted, in base64. Without it, those of the system.
  group: The group of the API.
  groupPriorityMinimum: How early the group is listed; higher goes first. 1 to 20000.
  insecureSkipTLSVerify: Whether any certificate is accepted. Not together with caBundle. Default is false.
  service: The Service that answers. Without it, the API server does so itself.
  version: The version of the API.
  versionPriority: How early the version is listed among those of its group; higher goes first. 1 to 1000.
APIServiceStatus: How an APIService stands.
  conditions: Whether the server is Available.
APIServiceCondition as Condition: One fact about an APIService.
  type: What it is about: Available.
ServiceReference: A Service that answers for a part of the API.
  name: Name of the answering Service.
  namespace: Namespace of the answering Service.
  port: Port of the answering Service. Default is 443.
`;
