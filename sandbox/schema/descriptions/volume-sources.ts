/** Disks and shares that were built in before CSI, for Pods and PersistentVolumes. The form is explained in `read.ts`. */
export const volumeSources = `
io.k8s.api.core.v1

*
  fsType: File system of the volume. Default is ext4.
  readOnly: Whether it can only be read. Default is false.

AWSElasticBlockStoreVolumeSource: A disk of AWS in the zone of the node.
  partition: Number of the partition to mount; 0 means the whole disk.
  volumeID: Id of the disk.
AzureDiskVolumeSource: A disk of Azure.
  cachingMode: How the host caches: None, ReadOnly or ReadWrite. Default is ReadWrite.
  diskName: Name of the disk in the blob store.
  diskURI: Address of the disk in the blob store.
  kind: Shared puts several disks into one storage account, Dedicated has one for each, Managed is managed by Azure. Default is Shared.
AzureFileVolumeSource: A file share of Azure.
  secretName: Secret with the name and key of the storage account.
  shareName: Name of the share.
AzureFilePersistentVolumeSource as AzureFileVolumeSource: A file share of Azure behind a PersistentVolume.
  secretNamespace: Namespace of the Secret. Default is that of the claim.
CephFSVolumeSource: A CephFS file system, a kind of volume that is gone from Kubernetes.
  monitors: Addresses of the Ceph monitors.
  path: Folder to mount. Default is the root.
  secretFile: Key ring file on the node. Default is /etc/ceph/user.secret.
  secretRef: Secret with the key of the user; it wins over secretFile.
  user: User of Ceph. Default is admin.
CephFSPersistentVolumeSource as CephFSVolumeSource: A CephFS file system behind a PersistentVolume.
CinderVolumeSource: A disk of OpenStack.
  secretRef: Secret with what is needed to reach OpenStack.
  volumeID: Id of the disk in Cinder.
CinderPersistentVolumeSource as CinderVolumeSource: A disk of OpenStack behind a PersistentVolume.
CSIPersistentVolumeSource: Storage of a CSI driver behind a PersistentVolume.
  controllerExpandSecretRef: Secret for the driver when it makes the volume larger.
  controllerPublishSecretRef: Secret for the driver when it attaches the volume to a node and detaches it.
  driver: Name of the CSI driver.
  fsType: File system of the volume, such as ext4 or xfs.
  nodeExpandSecretRef: Secret for the driver when it makes the file system on the node larger.
  nodePublishSecretRef: Secret for the driver when it mounts the volume for a Pod.
  nodeStageSecretRef: Secret for the driver when it prepares the volume on a node.
  readOnly: Whether the driver is asked for a read-only volume. Default is false.
  volumeAttributes: Settings of the volume that its driver gave it.
  volumeHandle: The name by which the driver knows the volume.
FCVolumeSource: A disk over Fibre Channel, named by WWNs and lun or by wwids.
  lun: Number of the logical unit on the target.
  targetWWNs: World-wide names of the targets.
  wwids: World-wide identifiers of the volume, in place of the names and lun.
FlexVolumeSource: Storage by a FlexVolume driver that is installed on the node.
  driver: Name of the FlexVolume driver.
  fsType: File system to mount. The default is up to the driver.
  options: Further settings for the driver.
  secretRef: Secret that is handed to the driver.
FlexPersistentVolumeSource as FlexVolumeSource: Storage by a FlexVolume driver behind a PersistentVolume.
FlockerVolumeSource: A Flocker data set, by name or by id.
  datasetName: Name of the data set, kept in its metadata.
  datasetUUID: Id of the data set.
GCEPersistentDiskVolumeSource: A disk of Google Cloud in the zone of the node.
  partition: Number of the partition; 0 means all of the disk.
  pdName: Name of the disk.
  readOnly: Whether the disk is mounted read-only, as it must be for several nodes. Default is false.
GlusterfsVolumeSource: A Glusterfs volume, a kind of volume that is gone from Kubernetes.
  endpoints: Name of the Endpoints object with the servers.
  path: Name of the Glusterfs volume.
GlusterfsPersistentVolumeSource as GlusterfsVolumeSource: A Glusterfs volume behind a PersistentVolume.
  endpointsNamespace: Namespace of the Endpoints object. Default is that of the claim.
ISCSIVolumeSource: A disk over iSCSI.
  chapAuthDiscovery: Whether discovery uses CHAP.
  chapAuthSession: Whether the session uses CHAP.
  initiatorName: Name of the initiator. With it, an interface of its own is made.
  iqn: Name of the target.
  iscsiInterface: Interface to use. Default is default, which is TCP.
  lun: Number of the logical unit of the target.
  portals: Further portals of the target, as address:port.
  secretRef: Secret with the CHAP passwords.
  targetPortal: The first portal of the target, as address or address:port. The usual port is 3260.
ISCSIPersistentVolumeSource as ISCSIVolumeSource: A disk over iSCSI behind a PersistentVolume.
PhotonPersistentDiskVolumeSource: A disk of Photon Controller, a kind of volume that is gone from Kubernetes.
  fsType: File system of the Photon disk.
  pdID: Id of the disk in Photon Controller.
PortworxVolumeSource: A Portworx volume.
  volumeID: Id of the Portworx volume.
QuobyteVolumeSource: A Quobyte volume, a kind of volume that is gone from Kubernetes.
  group: Group as which it is mounted.
  registry: Addresses of the Quobyte registry, with commas between them.
  tenant: Tenant that owns the volume.
  user: User as whom it is mounted.
  volume: Name of the volume in Quobyte.
RBDVolumeSource: A Ceph block device, a kind of volume that is gone from Kubernetes.
  image: Name of the image in the pool.
  keyring: Key ring file of the user, /etc/ceph/keyring unless another is named.
  monitors: Addresses of the monitors of the Ceph cluster.
  pool: The pool with the image. Default is rbd.
  secretRef: Secret with the key of the user; it wins over keyring.
  user: The user of Ceph, admin by default.
RBDPersistentVolumeSource as RBDVolumeSource: A Ceph block device behind a PersistentVolume.
ScaleIOVolumeSource: A ScaleIO volume, a kind of volume that is gone from Kubernetes.
  fsType: File system of the ScaleIO volume. Default is xfs.
  gateway: Address of the gateway of the API.
  protectionDomain: Name of the protection domain.
  secretRef: Secret with user and password.
  sslEnabled: Whether the gateway is spoken to over TLS. Default is false.
  storageMode: ThinProvisioned (the default) or ThickProvisioned.
  storagePool: Storage pool of the domain.
  system: How the storage system is called in ScaleIO.
  volumeName: Name of a volume that was made before.
ScaleIOPersistentVolumeSource as ScaleIOVolumeSource: A ScaleIO volume behind a PersistentVolume.
StorageOSVolumeSource: A StorageOS volume, a kind of volume that is gone from Kubernetes.
  secretRef: Secret with what is needed to reach the StorageOS API.
  volumeName: How StorageOS calls the volume.
  volumeNamespace: Namespace of the volume in StorageOS. Without it, that of the Pod.
StorageOSPersistentVolumeSource as StorageOSVolumeSource: A StorageOS volume behind a PersistentVolume.
VsphereVirtualDiskVolumeSource: A disk of vSphere.
  storagePolicyID: Id of the storage policy.
  storagePolicyName: Name of the storage policy.
  volumePath: Path of the disk in its data store.
`;
