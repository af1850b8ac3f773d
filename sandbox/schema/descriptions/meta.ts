/** What all objects have. The form is explained in `read.ts`. */
export const meta = `
io.k8s.apimachinery.pkg.apis.meta.v1

*
  apiVersion: Group and version of the API that the object is written for, such as v1 or apps/v1.
  kind: What the object is, such as Pod or Deployment.
  metadata: Name, namespace, labels, annotations, and what the server notes about the object.

ObjectMeta: What every object has: its name and place, its labels, and the notes of the server.
  annotations: Notes for people and tools, of any length. Nothing is selected by them.
  creationTimestamp: When it was created. Set by the server.
  deletionGracePeriodSeconds: How long it has to end. Set when deletion is asked for.
  deletionTimestamp: When it is to be gone. Set when deletion is asked for; the object stays while finalizers are left.
  finalizers: Who has to clear up before the object is gone. Each removes its entry when done.
  generateName: Beginning of a name; the server adds five characters. Only used when name is empty.
  generation: A number that the server raises with every change of the spec.
  labels: Short words to select it by, such as app: web. Values have at most 63 characters.
  managedFields: Which manager set which fields. Kept by the server for server-side apply.
  name: Its name, unique among objects of its kind in the namespace. Cannot be changed.
  namespace: The namespace it is in. Cannot be changed; objects of the cluster have none.
  ownerReferences: The objects it belongs to. When all of them are gone, it is deleted too.
  resourceVersion: A mark that changes with every write. Send it along to notice that somebody else was faster.
  selfLink: No longer filled in by the server.
  uid: An id that no other object ever has, not even a later one of the same name.
OwnerReference: Names an owner, in the same namespace or without one.
  apiVersion: API version of the owner.
  blockOwnerDeletion: Whether the owner stays until this object is gone, when it is deleted in the foreground. Default is false.
  controller: Whether the owner is the controller that manages this object. Only one can be.
  kind: Kind of the owner.
  name: Name of the owner.
  uid: Uid of the owner. An object of that name with another uid is not the owner.
ManagedFieldsEntry: Fields that one manager has set.
  apiVersion: API version in which the fields are meant.
  fieldsType: The form of fieldsV1. Always FieldsV1.
  fieldsV1: The fields.
  manager: Who set them, such as kubectl-client-side-apply.
  operation: Apply for server-side apply, Update for anything else.
  subresource: The subresource by which they were set, such as status or scale.
  time: When an entry was last added or changed.
FieldsV1: A set of fields as a tree. Keys begin with f: for a field, k: for an item by its keys, v: for a value.
LabelSelector: Selects objects by their labels. Everything in it must hold; an empty one selects all.
  matchExpressions: Conditions on labels.
  matchLabels: Labels that must be there with exactly these values.
LabelSelectorRequirement: One condition on a label.
  key: The label that is looked at.
  operator: How it is compared: In, NotIn, Exists or DoesNotExist.
  values: What it is compared with. Empty for Exists and DoesNotExist.
FieldSelectorRequirement: One condition on a field.
  key: The field that is looked at.
  operator: How the field is compared: In, NotIn, Exists or DoesNotExist.
  values: What the field is compared with. Empty for Exists and DoesNotExist.
DeleteOptions: How an object is deleted.
  dryRun: With All nothing is deleted; the request is only tried.
  gracePeriodSeconds: How many seconds it has to end; 0 is at once. Without it, what the kind or the object says.
  ignoreStoreReadErrorWithClusterBreakingPotential: Whether an object that cannot be read from storage is deleted all the same. Default is false.
  orphanDependents: The old form of propagationPolicy. Only one of the two can be set.
  preconditions: What must still be true of the object, or nothing is deleted.
  propagationPolicy: What becomes of objects that it owns: Background deletes them after it, Foreground before it, Orphan keeps them.
Preconditions: What must be true of an object before something is done to it.
  resourceVersion: The version it must be at.
  uid: The id it must have.
Condition: One fact about an object, and whether it holds.
  lastTransitionTime: When the status last changed.
  message: Details, in words for people.
  observedGeneration: The generation of the object that the fact is about. If it is behind metadata.generation, the fact is out of date.
  reason: Why it is so, in one word for programs.
  status: Whether it holds: True, False or Unknown.
  type: What it is about. There is one of each type.
Time: A point in time as RFC 3339 text to the second, such as 2026-01-31T09:30:00Z.
MicroTime: A point in time as RFC 3339 text with microseconds.
Duration: A length of time as text, such as 1h30m or 500ms.

io.k8s.apimachinery.pkg.api.resource

Quantity: An amount with a unit, such as 500m, 2, 128Mi or 1G. Ki, Mi and Gi count by 1024; k, M and G by 1000; m is a thousandth.

io.k8s.apimachinery.pkg.util.intstr

IntOrString: A number, or a text such as 25% or the name of a port.

io.k8s.apimachinery.pkg.runtime

RawExtension: An object of any kind, as it was written.
`;
