/** Volumes of a Pod and where containers see them. The form is explained in `read.ts`. */
export const volumes = `
io.k8s.api.core.v1

Volume: Beside the name exactly one source is set. Containers see it only where they mount it.
  awsElasticBlockStore: A disk of AWS. Handed on to the CSI driver ebs.csi.aws.com.
  azureDisk: A disk of Azure. Handed on to the CSI driver disk.csi.azure.com.
  azureFile: A file share of Azure. Handed on to the CSI driver file.csi.azure.com.
  cephfs: A CephFS file system. No longer supported.
  cinder: A disk of OpenStack. Handed on to the CSI driver cinder.csi.openstack.org.
  configMap: The keys of a ConfigMap as files. Changes show up in the files after a while.
  csi: Storage that a CSI driver makes for this Pod alone.
  downwardAPI: Labels, annotations, limits and other facts about the Pod, as files.
  emptyDir: An empty folder that lives as long as the Pod, through restarts of its containers.
  ephemeral: A PersistentVolumeClaim that is made for this Pod and deleted with it.
  fc: A disk over Fibre Channel that is attached to the node.
  flexVolume: Storage by a FlexVolume driver. Deprecated in favour of CSI.
  flocker: A Flocker data set. No longer supported.
  gcePersistentDisk: A disk of Google Cloud. Handed on to the CSI driver pd.csi.storage.gke.io.
  gitRepo: A clone of a git repository. Switched off; use an init container that clones into an emptyDir.
  glusterfs: A Glusterfs volume. No longer supported.
  hostPath: A file or folder of the node. It gives away the node to the Pod, so few Pods should have it.
  image: The files of an image or OCI artifact, read-only.
  iscsi: A disk over iSCSI that is attached to the node.
  name: Name by which containers mount it. Unique in the Pod.
  nfs: A folder that an NFS server exports.
  persistentVolumeClaim: The volume behind a PersistentVolumeClaim, which outlives the Pod.
  photonPersistentDisk: A disk of Photon Controller. No longer supported.
  portworxVolume: A Portworx volume. Handed on to the CSI driver pxd.portworx.com.
  projected: Several sources together in one folder, such as a token, a ConfigMap and facts about the Pod.
  quobyte: A Quobyte volume. No longer supported.
  rbd: A Ceph block device. No longer supported.
  scaleIO: A ScaleIO volume. No longer supported.
  secret: The keys of a Secret as files, kept in memory on the node.
  storageos: A StorageOS volume. No longer supported.
  vsphereVolume: A disk of vSphere. Handed on to the CSI driver csi.vsphere.vmware.com.
VolumeMount: Where a volume appears in a container.
  mountPath: Folder in the container. It may not contain a colon.
  mountPropagation: Whether mounts made later are passed on: None (the default), HostToContainer or Bidirectional, for which the container must be privileged.
  name: The volume of the Pod that is mounted.
  readOnly: Whether the container can only read it. Default is false.
  recursiveReadOnly: Whether mounts below it are read-only too: Disabled (the default), IfPossible or Enabled. Only together with readOnly.
  subPath: A file or folder in the volume to mount in place of its root. Later changes of a ConfigMap do not reach it.
  subPathExpr: As subPath, with $(NAME) replaced from the environment of the container. Only one of the two can be set.
VolumeMountStatus: How a volume is really mounted.
  mountPath: Where it is in the container.
  name: Which volume it is.
  readOnly: Whether it can only be read.
  recursiveReadOnly: What came of the wish for recursive read-only: Disabled or Enabled.
  volumeStatus: More about the volume, where there is more to say.
VolumeStatus: Details of a mounted volume.
  image: Details of an image that is mounted as a volume.
ImageVolumeStatus: Details of an image volume.
  imageRef: The exact image that was mounted, by its digest.
VolumeDevice: Where a block volume appears in a container.
  devicePath: Path of the device in the container.
  name: The volume of the Pod, of a claim with volumeMode Block.
KeyToPath: Puts one key into one file.
  key: The key to write.
  mode: Permission bits of the file. Without them, the defaultMode of the volume.
  path: Where the file is, relative to the volume. It may not contain two dots in a row.
ConfigMapVolumeSource as ConfigMapProjection: All files change together when the ConfigMap does, except where subPath is used.
  defaultMode: Permission bits of the files. Default is 0644; YAML takes the octal form, JSON needs 420.
ConfigMapProjection: A ConfigMap as part of a projected volume.
  items: The keys to write and the names of their files. Without it every key becomes a file of its name.
  name: Name of the ConfigMap.
  optional: Whether the Pod may start although the ConfigMap or a key is missing. Default is false.
SecretVolumeSource as SecretProjection: Values are decoded, and never written to the disk of the node.
  defaultMode: Permission bits of the files. Default is 0644, which in JSON is 420.
  secretName: The Secret, in the namespace of the Pod.
SecretProjection as ConfigMapProjection: A Secret as part of a projected volume.
  name: Name of the Secret.
  optional: Whether the Pod may start although the Secret or a key is missing. Default is false.
DownwardAPIVolumeSource as DownwardAPIProjection: Labels and annotations stay up to date here; in variables they do not.
  defaultMode: Permission bits of the files, unless an item has its own. Default is 0644.
DownwardAPIProjection: Facts about the Pod as part of a projected volume.
  items: Which facts go into which files.
DownwardAPIVolumeFile: A file with one fact about the Pod. Either fieldRef or resourceFieldRef is set.
  fieldRef: A field of the Pod: its name, namespace, uid, labels or annotations.
  mode: Permission bits of the file. Without them, those of the volume.
  path: Where the file is in the volume. No absolute path, and no way up out of it.
  resourceFieldRef: A request or limit of one of its containers.
EmptyDirVolumeSource: Kept when a container restarts, lost when the Pod goes.
  medium: Where it is kept: empty for the disk of the node, Memory for a file system in memory, which counts against the memory limit.
  sizeLimit: How much may be written. A Pod that goes beyond it is evicted. Default is no limit.
EphemeralVolumeSource: The claim belongs to the Pod and is deleted with it.
  volumeClaimTemplate: The claim that is made, under the name POD-VOLUME.
PersistentVolumeClaimTemplate: What a claim that is made for a Pod looks like.
  metadata: Labels and annotations that the claim gets.
  spec: What the claim asks for.
HostPathVolumeSource: On another node the same path leads to other files.
  path: Its path on the node.
  type: What must be there: nothing is checked when empty; Directory, File, Socket, CharDevice or BlockDevice must exist; DirectoryOrCreate and FileOrCreate make it.
ImageVolumeSource: Fetched by the container runtime, with the same credentials as other images.
  pullPolicy: When it is fetched: Always, IfNotPresent or Never. The default follows the tag as for containers.
  reference: The image or artifact, written as for a container.
PersistentVolumeClaimVolumeSource: The Pod waits until the claim is bound.
  claimName: Name of the claim in the namespace of the Pod.
  readOnly: Whether all mounts of it are read-only. Default is false.
CSIVolumeSource: Made when the Pod starts and gone with it. The driver has to support the mode Ephemeral.
  driver: Name of the driver.
  fsType: File system to ask the driver for. Empty leaves the choice to the driver.
  nodePublishSecretRef: A Secret in the namespace of the Pod that is handed to the driver.
  volumeAttributes: Settings that only the driver understands.
NFSVolumeSource: The server has to be there already. Many Pods can write to it at once.
  path: The exported folder.
  server: Name or address of the server.
GitRepoVolumeSource: A clone of a git repository, a kind of volume that is switched off.
  directory: Folder of the clone in the volume; a dot puts the clone into the volume itself.
  repository: Where it is cloned from.
  revision: The commit to check out.
ProjectedVolumeSource: All sources are of the namespace of the Pod.
  defaultMode: Permission bits of all the files, unless one has its own. Default is 0644.
  sources: What the folder is put together from.
VolumeProjection: One source of a projected volume. Exactly one of the fields is set.
  clusterTrustBundle: Certificates of authorities, from ClusterTrustBundles. Needs a feature gate.
  configMap: Keys of a ConfigMap.
  downwardAPI: Facts about the Pod.
  podCertificate: A key and a certificate that the kubelet orders for the Pod and renews. Needs a feature gate.
  secret: Keys of a Secret.
  serviceAccountToken: A token for the API, or for others, that the kubelet renews.
ServiceAccountTokenProjection: A token of the ServiceAccount of the Pod in a file.
  audience: For whom the token is valid. Default is the API server.
  expirationSeconds: How long it is valid, at least 600. Default is 3600; it is renewed well before.
  path: The file in the volume.
ClusterTrustBundleProjection: Trusted certificates in one file.
  labelSelector: Labels of the bundles that are joined. Only together with signerName.
  name: One bundle by its name. Not together with signerName.
  optional: Whether the Pod may start although no bundle is found. Default is false.
  path: The file with the certificates.
  signerName: All bundles of this signer that the selector finds.
PodCertificateProjection: A private key and its certificate in files.
  certificateChainPath: File for the certificates alone. A single file for both is safer, as it changes at once.
  credentialBundlePath: File for the key and the certificates together.
  keyPath: File for the key alone.
  keyType: Kind of key: RSA3072, RSA4096, ECDSAP256, ECDSAP384, ECDSAP521 or ED25519.
  maxExpirationSeconds: Longest life of the certificate, 3600 to 7862400. Default is 86400. The signer may make it shorter.
  signerName: Who signs the certificate.
  userAnnotations: Words of the author of the Pod for the signer, passed on unchecked.
`;
