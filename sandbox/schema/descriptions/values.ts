const inCondition = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** What a field may hold, by `package` and `Type.field`, where it is a short list that the published structure leaves out. */
export const values: { readonly [home: string]: { readonly [field: string]: readonly string[] } } = {
  'io.k8s.apimachinery.pkg.apis.meta.v1': {
    'LabelSelectorRequirement.operator': inCondition,
    'FieldSelectorRequirement.operator': inCondition,
  },
  'io.k8s.api.core.v1': {
    'Container.restartPolicy': ['Always', 'OnFailure', 'Never'],
    'ContainerResizePolicy.resourceName': ['cpu', 'memory'],
    'ContainerResizePolicy.restartPolicy': ['NotRequired', 'RestartContainer'],
    'ContainerRestartRule.action': ['Restart', 'RestartAllContainers'],
    'ContainerRestartRuleOnExitCodes.operator': ['In', 'NotIn'],
    'EmptyDirVolumeSource.medium': ['Memory'],
    'Event.type': ['Normal', 'Warning'],
    'LimitRangeItem.type': ['Container', 'Pod', 'PersistentVolumeClaim'],
    'PodOS.name': ['linux', 'windows'],
    'PodSecurityContext.seLinuxChangePolicy': ['MountOption', 'Recursive'],
    'ServiceSpec.trafficDistribution': ['PreferSameZone', 'PreferSameNode', 'PreferClose'],
    'VolumeMount.recursiveReadOnly': ['Disabled', 'IfPossible', 'Enabled'],
  },
  'io.k8s.api.apps.v1': {
    'StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted': ['Retain', 'Delete'],
    'StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled': ['Retain', 'Delete'],
  },
  'io.k8s.api.autoscaling.v2': {
    'HPAScalingPolicy.type': ['Pods', 'Percent'],
    'HPAScalingRules.selectPolicy': ['Max', 'Min', 'Disabled'],
    'MetricSpec.type': ['Resource', 'ContainerResource', 'Pods', 'Object', 'External'],
    'MetricTarget.type': ['Utilization', 'Value', 'AverageValue'],
  },
  'io.k8s.api.networking.v1': {
    'IngressClassParametersReference.scope': ['Cluster', 'Namespace'],
  },
  'io.k8s.api.rbac.v1': {
    'PolicyRule.verbs': ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
    'RoleRef.kind': ['Role', 'ClusterRole'],
    'Subject.kind': ['User', 'Group', 'ServiceAccount'],
  },
  'io.k8s.api.flowcontrol.v1': {
    'FlowDistinguisherMethod.type': ['ByUser', 'ByNamespace'],
    'LimitResponse.type': ['Queue', 'Reject'],
    'PriorityLevelConfigurationSpec.type': ['Exempt', 'Limited'],
    'Subject.kind': ['User', 'Group', 'ServiceAccount'],
  },
  'io.k8s.api.storage.v1': {
    'CSIDriverSpec.fsGroupPolicy': ['ReadWriteOnceWithFSType', 'File', 'None'],
    'CSIDriverSpec.volumeLifecycleModes': ['Persistent', 'Ephemeral'],
  },
  'io.k8s.api.admissionregistration.v1': {
    'ParamRef.parameterNotFoundAction': ['Allow', 'Deny'],
    'Validation.reason': ['Invalid', 'Forbidden', 'Unauthorized', 'RequestEntityTooLarge'],
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1': {
    'CustomResourceColumnDefinition.type': ['string', 'integer', 'number', 'boolean', 'date'],
    'CustomResourceConversion.strategy': ['None', 'Webhook'],
    'CustomResourceDefinitionSpec.scope': ['Namespaced', 'Cluster'],
    'JSONSchemaProps.type': ['object', 'array', 'string', 'integer', 'number', 'boolean'],
    'JSONSchemaProps.x-kubernetes-list-type': ['atomic', 'set', 'map'],
    'JSONSchemaProps.x-kubernetes-map-type': ['granular', 'atomic'],
  },
};
