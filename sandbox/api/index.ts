export { createApiServer } from './api-server.ts';
export type { ApiAudit, ApiServer, ApiServerOptions } from './api-server.ts';
export { createEventRecorder } from './event-recorder.ts';
export type { EventSource } from './event-recorder.ts';
export { createKindRegistry } from './kind-registry.ts';
export type { ContainerRequest, NodeConnector } from './connector.ts';
export type { Authorizer } from './authorizer.ts';
export { kubernetesAdmin, mediaTypeOf, parseHttpRequest, wireBody } from './http-request.ts';
export type { HttpHeaders, HttpTarget } from './http-request.ts';
