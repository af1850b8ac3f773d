/** PersistentVolumes, claims, and what provides them. The form is explained in `read.ts`. */
export const storage = `
io.k8s.api.core.v1

PersistentVolume: A piece of storage of the cluster. It belongs to no namespace and outlives every Pod that uses it.
  spec: What the storage is, how large, and what happens to it after use.
  status: Whether it is free, bound to a claim, or left behind.
PersistentVolumeSpec: A piece of storage: its size, its source and the rules for its use.
  accessModes: In which ways it can be mounted, such as ReadWriteOnce. A claim fits only if every mode that it asks for is among them.
  awsElasticBlockStore: The volume is a disk of AWS. Handed on to its CSI driver.
  azureDisk: The volume is a disk of Azure. Handed on to its CSI driver.
  azureFile: The volume is a file share of Azure. Handed on to its CSI driver.
  capacity: How large it is, under the key storage.
  cephfs: The volume is a CephFS file system. No longer supported.
  cinder: The volume is a disk of OpenStack. Handed on to its CSI driver.
  claimRef: The claim that the volume is bound to. Set it beforehand to reserve the volume for a claim.
  csi: The volume comes from a CSI driver.
  fc: The volume is a disk over Fibre Channel.
  flexVolume: The volume comes from a FlexVolume driver. Deprecated in favour of CSI.
  flocker: The volume is a Flocker data set. No longer supported.
  gcePersistentDisk: The volume is a disk of Google Cloud. Handed on to its CSI driver.
  glusterfs: The volume is a Glusterfs volume. No longer supported.
  hostPath: The volume is a folder of a node. Good for trying things out on one node only.
  iscsi: The volume is a disk over iSCSI.
  local: The volume is a disk or folder of one particular node. Needs nodeAffinity.
  mountOptions: Options for mounting it, such as ro or soft. Wrong ones make the mount fail.
  nfs: The volume is a folder of an NFS server.
  nodeAffinity: From which nodes it can be reached. Pods that use it are only placed there.
  persistentVolumeReclaimPolicy: What happens when its claim is deleted: Retain keeps the data, Delete removes volume and storage. Recycle is deprecated.
  photonPersistentDisk: The volume is a disk of Photon Controller. No longer supported.
  portworxVolume: The volume is a Portworx volume. Handed on to its CSI driver.
  quobyte: The volume is a Quobyte volume. No longer supported.
  rbd: The volume is a Ceph block device. No longer supported.
  scaleIO: The volume is a ScaleIO volume. No longer supported.
  storageClassName: The class it belongs to. Empty means that it has none and serves only claims without one.
  storageos: The volume is a StorageOS volume. No longer supported.
  volumeAttributesClassName: The VolumeAttributesClass whose settings it has.
  volumeMode: Filesystem (the default) to be mounted as a folder, Block to be used as a raw device.
  vsphereVolume: The volume is a disk of vSphere. Handed on to its CSI driver.
PersistentVolumeStatus: Where a volume is in its life.
  lastPhaseTransitionTime: When the phase last changed.
  message: Why it is in this phase, in words for people.
  phase: Available, Bound to a claim, Released because its claim is gone, or Failed. Pending only before it is looked at.
  reason: Why a volume Failed, in one word.
LocalVolumeSource: The disk has to be there; nobody makes one.
  fsType: File system, when the path is a device. Without it, one is guessed.
  path: The device or the mounted folder on the node.
VolumeNodeAffinity: Restricts a volume to nodes.
  required: What a node must meet to use the volume.
SecretReference: A Secret in any namespace.
  name: The Secret, unique in its namespace.
  namespace: The namespace that the Secret is in.

PersistentVolumeClaim: A request for storage. It is bound to a PersistentVolume that fits, which a Pod then uses through the claim.
  spec: How much storage is wanted, of which class, and how it is to be used.
  status: Whether a volume was found, and how large it is.
PersistentVolumeClaimSpec: What storage is wanted. Little of it can be changed later; the size may grow.
  accessModes: How it shall be mounted. ReadWriteOnce: by one node; ReadWriteOncePod: by one Pod; ReadOnlyMany and ReadWriteMany: by many nodes.
  dataSource: A claim to clone or a VolumeSnapshot to restore, in the same namespace.
  dataSourceRef: As dataSource, but any kind of object with a suitable controller, and perhaps in another namespace.
  resources: How much is asked for, under requests.storage. It can grow when the class allows it.
  selector: Labels that a volume must have. A claim with a selector is never served by a new volume.
  storageClassName: The StorageClass. Left out, the default class is taken; set to the empty text, only volumes without a class fit.
  volumeAttributesClassName: The VolumeAttributesClass to apply. Unlike the StorageClass it can be changed.
  volumeMode: Filesystem (the default) for a folder, Block for a raw device.
  volumeName: The volume that is bound. Set it beforehand to ask for that one.
PersistentVolumeClaimStatus: What became of a claim.
  accessModes: The access modes of the volume that was bound.
  allocatedResourceStatuses: Where a growth of the volume has got to, while it is not done.
  allocatedResources: The size that is being made available; it may be ahead of capacity.
  capacity: The real size of the volume.
  conditions: What else is going on, such as Resizing or FileSystemResizePending.
  currentVolumeAttributesClassName: The VolumeAttributesClass that is in force.
  modifyVolumeStatus: Where the change to another VolumeAttributesClass has got to.
  phase: Pending until a volume is found, then Bound; Lost when the volume is gone.
PersistentVolumeClaimCondition as Condition: Something that is going on with a claim.
  lastProbeTime: When it was last looked at.
  type: What it is about: Resizing, FileSystemResizePending, ModifyingVolume and so on.
ModifyVolumeStatus: Where the change of the attributes of a volume has got to.
  status: Pending while something is missing, InProgress, or Infeasible when the driver refused.
  targetVolumeAttributesClassName: The class that is being applied.
VolumeResourceRequirements: Only storage counts here.
  limits: The most that is allowed.
  requests: The least that is needed, under the key storage.
TypedLocalObjectReference: Names an object in the same namespace, of any kind.
  apiGroup: API group of the kind. Left out, the core group.
  kind: Kind of the object.
  name: Name of the object.
TypedObjectReference as TypedLocalObjectReference: Names an object of any kind, in this or another namespace.
  namespace: Namespace of the object. Another one than that of the claim needs a ReferenceGrant there and a feature gate.
TopologySelectorTerm: Places in which volumes may be made.
  matchLabelExpressions: Node labels and their allowed values; all must hold.
TopologySelectorLabelRequirement: A node label and its allowed values.
  key: The node label.
  values: The values of which one must match.

io.k8s.api.storage.v1

StorageClass: A sort of storage to choose from. Claims that name it get a volume made to measure.
  allowVolumeExpansion: Whether claims of this class may grow. Default is false.
  allowedTopologies: Restricts volumes to certain zones or other places. Without it, anywhere.
  mountOptions: Mount options for the volumes that are made. They are not checked.
  parameters: Settings for the provisioner, such as the type of disk. They cannot be changed.
  provisioner: Who makes the volumes, usually a CSI driver. Cannot be changed.
  reclaimPolicy: What happens to a volume after its claim: Delete (the default) or Retain.
  volumeBindingMode: Immediate (the default) makes the volume at once; WaitForFirstConsumer waits for a Pod, so that the volume is made where the Pod runs.
CSIDriver: What Kubernetes has to know of a CSI driver. Its name is the name of the driver.
  spec: What the driver can do and what it needs.
CSIDriverSpec: Abilities and needs of a CSI driver.
  attachRequired: Whether volumes have to be attached to a node before they are mounted. Default is true. Cannot be changed.
  fsGroupPolicy: Whether the ownership of files follows fsGroup: ReadWriteOnceWithFSType (the default), File or None.
  nodeAllocatableUpdatePeriodSeconds: How often the number of volumes that fit on a node is asked again, at least every 10 seconds. Without it, never.
  podInfoOnMount: Whether the driver is told for which Pod it mounts. Default is false.
  preventPodSchedulingIfMissing: Whether Pods that need the driver are kept off nodes without it. Default is false.
  requiresRepublish: Whether the driver is called again and again, to renew what it wrote into the volume. Default is false.
  seLinuxMount: Whether the driver can mount with an SELinux label. Default is false.
  serviceAccountTokenInSecrets: Whether tokens are handed over as secrets, not among the ordinary settings. Default is false.
  storageCapacity: Whether the scheduler looks at how much room the driver says there is. Default is false.
  tokenRequests: Tokens of the ServiceAccount of the Pod that the driver gets when it mounts.
  volumeLifecycleModes: Persistent (the default) for claims, Ephemeral for volumes written straight into a Pod.
TokenRequest: A token for a CSI driver.
  audience: For whom the token is meant. Empty means the API server.
  expirationSeconds: How long it is valid. Without it, as for any other token.
CSINode: The CSI drivers of one node. It has the name of the node and is written by the kubelet.
  spec: The drivers that are installed there.
CSINodeSpec: CSI drivers of a node.
  drivers: One entry for each driver. Empty when there is none.
CSINodeDriver: A CSI driver on a node.
  allocatable: How many volumes of the driver the node can take.
  name: Name of the driver, as in its CSIDriver.
  nodeID: How the driver itself calls the node.
  topologyKeys: Node labels by which the driver tells places apart.
VolumeNodeResources: How much of a driver fits on a node.
  count: Number of volumes. Without it, there is no limit.
CSIStorageCapacity: How much room a CSI driver has in one part of the cluster.
  capacity: Room that is left, in bytes.
  maximumVolumeSize: The largest volume that can be made there.
  nodeTopology: The nodes that it is about. Without it, none.
  storageClassName: The StorageClass that it is about. Cannot be changed.
VolumeAttachment: The order to attach a volume to a node. Written by the control plane, carried out by the CSI driver.
  spec: Which volume goes to which node.
  status: Whether it is attached.
VolumeAttachmentSpec: A volume and a node. Cannot be changed.
  attacher: The CSI driver that does it.
  nodeName: The node where the volume is wanted.
  source: The volume that is attached.
VolumeAttachmentSource: The volume that is attached. Exactly one of the fields is set.
  inlineVolumeSpec: A volume that is described right here, for volumes taken over from older plug-ins.
  persistentVolumeName: Name of a PersistentVolume.
VolumeAttachmentStatus: What became of the attachment.
  attachError: What went wrong when it was attached.
  attached: Whether the volume is attached now.
  attachmentMetadata: What the driver says is needed for mounting it.
  detachError: What went wrong when it was detached.
VolumeError: Something that went wrong with a volume.
  errorCode: The gRPC code of the answer of the driver.
  message: What went wrong, in words. It should hold no secrets.
  time: When it went wrong.
VolumeAttributesClass: Settings of a volume that can be changed while it is used, such as its speed.
  driverName: The CSI driver. Cannot be changed.
  parameters: Settings for the driver. They cannot be changed; make another class instead.
`;
