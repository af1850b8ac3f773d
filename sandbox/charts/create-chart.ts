import { bytesOfText, type ChartFile } from './chart.ts';
import { helpers, notes, templates } from './created-templates.ts';

const chartFile = `apiVersion: v2
name: @CHART@
description: A Helm chart for Kubernetes

# An application can be installed; a library only lends its named templates to other charts.
type: application

# The version of this chart. Raise it with every change (https://semver.org).
version: 0.1.0

# The version of what the chart installs; also the tag of its image, unless values say another.
appVersion: "1.16.0"
`;

const values = `# How many Pods run. Without effect while autoscaling is on.
replicaCount: 1

# What runs. The tag is the chart's appVersion when it is empty.
image:
  repository: nginx
  pullPolicy: IfNotPresent
  tag: ""

# Names of Secrets to pull the image with.
imagePullSecrets: []

# Other names for the objects: a part of them, or the whole.
nameOverride: ""
fullnameOverride: ""

serviceAccount:
  # Whether the chart makes one.
  create: true
  # Whether its token is mounted.
  automount: true
  annotations: {}
  # Made of the release's name when it is empty.
  name: ""

podAnnotations: {}
podLabels: {}

podSecurityContext: {}
  # fsGroup: 2000

securityContext: {}
  # runAsNonRoot: true
  # readOnlyRootFilesystem: true

service:
  type: ClusterIP
  port: 80

ingress:
  enabled: false
  className: ""
  annotations: {}
  hosts:
    - host: chart-example.local
      paths:
        - path: /
          pathType: ImplementationSpecific
  tls: []

# A route of the Gateway API, in place of an Ingress.
httpRoute:
  enabled: false
  annotations: {}
  parentRefs:
    - name: gateway
      sectionName: http
  hostnames:
    - chart-example.local
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /headers

# Nothing is asked for and nothing limited, so that the chart runs anywhere. Fill it in for your cluster.
resources: {}

livenessProbe:
  httpGet:
    path: /
    port: http
readinessProbe:
  httpGet:
    path: /
    port: http

autoscaling:
  enabled: false
  minReplicas: 1
  maxReplicas: 100
  targetCPUUtilizationPercentage: 80

volumes: []
volumeMounts: []

nodeSelector: {}
tolerations: []
affinity: {}
`;

const ignore = `# What \`helm package\` leaves out. One pattern a line, as a shell matches them.
.DS_Store
.git/
.gitignore
.svn/
*.swp
*.bak
*.tmp
*.orig
*~
.idea/
.vscode/
`;

/** The files that \`helm create\` makes, in the order in which it writes them. */
export function createdFiles(name: string): readonly ChartFile[] {
  const files: readonly (readonly [string, string])[] = [
    ['Chart.yaml', chartFile],
    ['values.yaml', values],
    ['.helmignore', ignore],
    ['templates/ingress.yaml', templates.ingress],
    ['templates/httproute.yaml', templates.httpRoute],
    ['templates/deployment.yaml', templates.deployment],
    ['templates/service.yaml', templates.service],
    ['templates/serviceaccount.yaml', templates.serviceAccount],
    ['templates/hpa.yaml', templates.autoscaler],
    ['templates/NOTES.txt', notes],
    ['templates/_helpers.tpl', helpers],
    ['templates/tests/test-connection.yaml', templates.test],
  ];
  return files.map(([path, text]) => ({ name: path, data: bytesOfText(text.replaceAll('@CHART@', name)) }));
}
