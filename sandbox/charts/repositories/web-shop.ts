import type { OfferedChart } from './define-repository.ts';

const templates: OfferedChart['files'] = {
  'templates/_helpers.tpl': `{{- define "shop.labels" -}}
app.kubernetes.io/name: web-shop
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
`,
  'templates/configmap.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-pages
  labels:
    {{- include "shop.labels" . | nindent 4 }}
data:
  index.html: |
    {{ .Values.greeting }}
`,
  'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app: {{ .Release.Name }}
      annotations:
        checksum/pages: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
    spec:
      containers:
      - name: shop
        image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
        ports:
        - containerPort: 80
        {{- if .Values.account.enabled }}
        envFrom:
        - secretRef:
            name: {{ .Release.Name }}-account
        {{- end }}
        volumeMounts:
        - name: pages
          mountPath: /usr/share/nginx/html
        readinessProbe:
          httpGet:
            path: /
            port: 80
      volumes:
      - name: pages
        configMap:
          name: {{ .Release.Name }}-pages
`,
  'templates/account.yaml': `{{- if .Values.account.enabled }}
{{- $name := printf "%s-account" .Release.Name }}
{{- /* The password is made once: an upgrade finds it in the cluster and keeps it. */}}
{{- $known := lookup "v1" "Secret" .Release.Namespace $name }}
apiVersion: v1
kind: Secret
metadata:
  name: {{ $name }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
type: Opaque
data:
  USER: {{ .Values.account.user | b64enc }}
  {{- if $known }}
  PASSWORD: {{ $known.data.PASSWORD }}
  {{- else }}
  PASSWORD: {{ randAlphaNum 16 | b64enc }}
  {{- end }}
{{- end }}
`,
  'templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  selector:
    app: {{ .Release.Name }}
  ports:
  - port: {{ .Values.service.port }}
    targetPort: 80
`,
  'templates/NOTES.txt': `The shop {{ .Release.Name }} is open. Look inside:

  kubectl port-forward --namespace {{ .Release.Namespace }} service/{{ .Release.Name }} 8080:{{ .Values.service.port }}
`,
  'README.md': `# web-shop

A small shop window: nginx with one page.

| value | meaning |
|---|---|
| \`replicas\` | how many Pods |
| \`greeting\` | the text of the page |
| \`service.type\`, \`service.port\` | how it is reached |
| \`account.enabled\`, \`account.user\` | whether the keeper of the shop has an account, with a password that upgrades keep |
`,
};

const values = (tag: string, replicas: number): string => `# How many Pods run.
replicas: ${replicas}
# The text of the page.
greeting: Welcome to the shop
image:
  repository: nginx
  tag: "${tag}"
service:
  type: ClusterIP
  port: 80
# An account for the keeper of the shop; its password is drawn once and kept.
account:
  enabled: false
  user: keeper
`;

function version(number: string, tag: string, replicas: number, created: string): OfferedChart {
  return {
    created,
    files: {
      'Chart.yaml': `apiVersion: v2
name: web-shop
description: A shop window to learn with
type: application
version: ${number}
appVersion: "${tag}"
keywords: [shop, nginx, demo]
home: https://charts.example.com/demo
maintainers:
- name: The shop people
`,
      'values.yaml': values(tag, replicas),
      ...templates,
    },
  };
}

/** The web shop in its versions, the last of them not yet finished. */
export const webShop: readonly OfferedChart[] = [
  version('1.0.0', '1.27', 1, '2025-06-02T08:00:00Z'),
  version('1.1.0', '1.27', 2, '2025-09-15T08:00:00Z'),
  version('2.0.0', '1.28', 2, '2025-12-01T08:00:00Z'),
  version('2.1.0-rc.1', '1.28', 2, '2025-12-20T08:00:00Z'),
];
