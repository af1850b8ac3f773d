import { defineRepository } from './define-repository.ts';

const labels = `  labels:
    app.kubernetes.io/name: ingress-nginx
    app.kubernetes.io/instance: {{ .Release.Name }}
    app.kubernetes.io/component: controller`;

export const ingressNginx = defineRepository({
  url: 'https://charts.example.com/ingress-nginx',
  summary: 'an ingress controller',
  charts: [
    {
      created: '2025-10-01T08:00:00Z',
      files: {
        'Chart.yaml': `apiVersion: v2
name: ingress-nginx
description: An Ingress controller made of nginx
type: application
version: 4.13.3
appVersion: "1.13.3"
keywords: [ingress, nginx]
kubeVersion: ">=1.21.0-0"
`,
        'values.yaml': `controller:
  image:
    repository: registry.k8s.io/ingress-nginx/controller
    tag: v1.13.3
  replicaCount: 1
  ingressClassResource:
    name: nginx
    default: false
  service:
    type: LoadBalancer
`,
        'templates/serviceaccount.yaml': `apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .Release.Name }}
${labels}
`,
        'templates/rbac.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ .Release.Name }}
${labels}
rules:
- apiGroups: [""]
  resources: [configmaps, endpoints, nodes, pods, secrets, namespaces, services]
  verbs: [get, list, watch]
- apiGroups: [networking.k8s.io]
  resources: [ingresses, ingressclasses]
  verbs: [get, list, watch]
- apiGroups: [networking.k8s.io]
  resources: [ingresses/status]
  verbs: [update]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ .Release.Name }}
${labels}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: {{ .Release.Name }}
subjects:
- kind: ServiceAccount
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
`,
        'templates/ingressclass.yaml': `{{- with .Values.controller.ingressClassResource }}
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: {{ .name }}
  {{- if .default }}
  annotations:
    ingressclass.kubernetes.io/is-default-class: "true"
  {{- end }}
spec:
  controller: k8s.io/ingress-nginx
{{- end }}
`,
        'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-controller
${labels}
spec:
  replicas: {{ .Values.controller.replicaCount }}
  selector:
    matchLabels:
      app.kubernetes.io/instance: {{ .Release.Name }}
      app.kubernetes.io/component: controller
  template:
    metadata:
      labels:
        app.kubernetes.io/instance: {{ .Release.Name }}
        app.kubernetes.io/component: controller
    spec:
      serviceAccountName: {{ .Release.Name }}
      containers:
      - name: controller
        image: "{{ .Values.controller.image.repository }}:{{ .Values.controller.image.tag }}"
        args:
        - /nginx-ingress-controller
        - --publish-service=$(POD_NAMESPACE)/{{ .Release.Name }}-controller
        - --controller-class=k8s.io/ingress-nginx
        - --ingress-class={{ .Values.controller.ingressClassResource.name }}
        env:
        - name: POD_NAMESPACE
          valueFrom:
            fieldRef:
              fieldPath: metadata.namespace
        ports:
        - name: http
          containerPort: 80
        - name: https
          containerPort: 443
`,
        'templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-controller
${labels}
spec:
  type: {{ .Values.controller.service.type }}
  selector:
    app.kubernetes.io/instance: {{ .Release.Name }}
    app.kubernetes.io/component: controller
  ports:
  - name: http
    port: 80
    targetPort: http
  - name: https
    port: 443
    targetPort: https
`,
      },
    },
  ],
});
