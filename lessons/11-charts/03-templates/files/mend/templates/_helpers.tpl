{{- define "mend.selector" -}}
app: {{ .Release.Name }}
{{- end }}
