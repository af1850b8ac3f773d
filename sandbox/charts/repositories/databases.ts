import { defineRepository, type OfferedChart } from './define-repository.ts';

interface Database {
  readonly name: string;
  readonly image: string;
  readonly tag: string;
  readonly port: number;
  readonly mount: string;
  /** Environment of the container, indented for its place. */
  readonly env: string;
  readonly description: string;
}

/** A database in a StatefulSet with a headless Service. */
function database(db: Database, version: string, created: string): OfferedChart {
  return {
    created,
    files: {
      'Chart.yaml': `apiVersion: v2
name: ${db.name}
description: ${db.description}
type: application
version: ${version}
appVersion: "${db.tag}"
keywords: [database, ${db.name}]
`,
      'values.yaml': `# How many Pods run.
replicas: 1
image:
  repository: ${db.image}
  tag: "${db.tag}"
auth:
  # Change it before anybody else does.
  password: change-me
persistence:
  enabled: false
  size: 1Gi
  storageClass: ""
service:
  port: ${db.port}
`,
      'values.schema.json': JSON.stringify(
        {
          $schema: 'http://json-schema.org/draft-07/schema#',
          type: 'object',
          properties: {
            replicas: { type: 'integer', minimum: 0 },
            auth: { type: 'object', properties: { password: { type: 'string' } } },
            service: { type: 'object', properties: { port: { type: 'integer', minimum: 1, maximum: 65535 } } },
          },
        },
        null,
        2,
      ),
      'templates/_helpers.tpl': `{{- define "${db.name}.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}
{{- end }}
`,
      'templates/secret.yaml': `{{- $name := include "${db.name}.fullname" . }}
apiVersion: v1
kind: Secret
metadata:
  name: {{ $name }}
type: Opaque
data:
  password: {{ .Values.auth.password | b64enc }}
`,
      'templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ include "${db.name}.fullname" . }}
spec:
  clusterIP: None
  selector:
    app: {{ include "${db.name}.fullname" . }}
  ports:
  - name: ${db.name}
    port: {{ .Values.service.port }}
    targetPort: ${db.port}
`,
      'templates/statefulset.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "${db.name}.fullname" . }}
spec:
  serviceName: {{ include "${db.name}.fullname" . }}
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: {{ include "${db.name}.fullname" . }}
  template:
    metadata:
      labels:
        app: {{ include "${db.name}.fullname" . }}
    spec:
      containers:
      - name: ${db.name}
        image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
        ports:
        - containerPort: ${db.port}
        env:
${db.env}
          valueFrom:
            secretKeyRef:
              name: {{ include "${db.name}.fullname" . }}
              key: password
        {{- if .Values.persistence.enabled }}
        volumeMounts:
        - name: data
          mountPath: ${db.mount}
        {{- end }}
  {{- if .Values.persistence.enabled }}
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes: [ReadWriteOnce]
      {{- with .Values.persistence.storageClass }}
      storageClassName: {{ . }}
      {{- end }}
      resources:
        requests:
          storage: {{ .Values.persistence.size }}
  {{- end }}
`,
      'templates/NOTES.txt': `${db.name} answers inside the cluster at {{ include "${db.name}.fullname" . }}.{{ .Release.Namespace }}.svc:{{ .Values.service.port }}

Its password:

  kubectl get secret --namespace {{ .Release.Namespace }} {{ include "${db.name}.fullname" . }} -o jsonpath="{.data.password}" | base64 -d
`,
    },
  };
}

const redis: Database = {
  name: 'redis',
  image: 'redis',
  tag: '7',
  port: 6379,
  mount: '/data',
  env: '        - name: REDIS_PASSWORD',
  description: 'A store of keys and values in memory',
};

const postgresql: Database = {
  name: 'postgresql',
  image: 'postgres',
  tag: '16',
  port: 5432,
  mount: '/var/lib/postgresql/data',
  env: '        - name: POSTGRES_PASSWORD',
  description: 'A relational database',
};

export const databases = defineRepository({
  url: 'https://charts.example.com/databases',
  summary: 'redis and postgresql',
  charts: [
    database(redis, '1.4.2', '2025-05-10T08:00:00Z'),
    database(redis, '2.0.1', '2025-11-10T08:00:00Z'),
    database(postgresql, '3.1.0', '2025-08-01T08:00:00Z'),
    database(postgresql, '3.2.0', '2025-11-20T08:00:00Z'),
  ],
});
