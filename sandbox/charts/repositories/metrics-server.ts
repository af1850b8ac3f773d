import { defineRepository } from './define-repository.ts';

export const metricsServer = defineRepository({
  url: 'https://charts.example.com/metrics-server',
  summary: 'what `kubectl top` asks',
  charts: [
    {
      created: '2025-07-01T08:00:00Z',
      files: {
        'Chart.yaml': `apiVersion: v2
name: metrics-server
description: Gathers what Pods and nodes use
type: application
version: 3.13.0
appVersion: "0.8.0"
keywords: [metrics, top, autoscaling]
`,
        'values.yaml': `image:
  repository: registry.k8s.io/metrics-server/metrics-server
  tag: v0.8.0
replicas: 1
args:
- --kubelet-preferred-address-types=InternalIP
- --kubelet-use-node-status-port
- --metric-resolution=15s
`,
        'templates/serviceaccount.yaml': `apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .Release.Name }}
`,
        'templates/rbac.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: system:{{ .Release.Name }}
rules:
- apiGroups: [""]
  resources: [nodes/metrics]
  verbs: [get]
- apiGroups: [""]
  resources: [pods, nodes, namespaces, configmaps]
  verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: system:{{ .Release.Name }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: system:{{ .Release.Name }}
subjects:
- kind: ServiceAccount
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
`,
        'templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    app: {{ .Release.Name }}
  ports:
  - port: 443
    targetPort: 10250
`,
        'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app: {{ .Release.Name }}
    spec:
      serviceAccountName: {{ .Release.Name }}
      containers:
      - name: metrics-server
        image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
        args:
        - --secure-port=10250
        {{- range .Values.args }}
        - {{ . }}
        {{- end }}
        ports:
        - containerPort: 10250
`,
      },
    },
  ],
});
