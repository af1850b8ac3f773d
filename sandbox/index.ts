export { createCluster } from './cluster.ts';
export type * from './cluster-types.ts';
export { VirtualClock, type Cancel, type Clock } from './core/clock.ts';
export { deepEqual, deepFreeze, isObject, setOwn, type JsonObject, type JsonValue } from './core/json.ts';
export { addQuantities, compareQuantities, isQuantity, parseQuantity, type Quantity } from './core/quantity.ts';
export { send, statusErrorOf, typed, type Client, type ClientRequest, type KubeObject, type WatchStream } from './api/client.ts';
export { isReason, StatusError } from './api/status-error.ts';
export type { ApiRequest, ApiResponse, UserInfo, Verb, WatchEvent } from './api/request.ts';
export { structureOfKind, type Kind, type KindRegistry } from './api/kind.ts';
export { loadDescriptions, type Descriptions } from './schema/load-descriptions.ts';
export type { Field, Structure } from './schema/structure.ts';
export { goYamlFault } from './tools/kubectl/resources/manifests.ts';
export { unifiedDiff } from './core/unified-diff.ts';
export { addKubernetesFunctions } from './schema/cel/functions.ts';
export { boundedProgram } from './schema/cel/bounds.ts';
export { loadChart } from './charts/load-chart.ts';
export { ChartError } from './charts/chart-error.ts';
export { bytesOfText, type Chart } from './charts/chart.ts';
export { loadCharts } from './charts/load-charts.ts';
export type { ChartRepository } from './charts/repositories/define-repository.ts';
export type { Machine } from './host/machine-types.ts';
export { defineProgram, ProcessEnded, type ProcessContext, type Program } from './host/program.ts';
export { defineImage, type Image } from './images/define-image.ts';
export { images as builtInImages } from './images/index.ts';
export type { MountedFileSystem } from './host/memory-file-system.ts';
export { FileError, type FileSystem } from './host/file-system.ts';
export type {
  HttpRequest,
  HttpResponse,
  Listener,
  Network,
  NetworkNamespace,
  OutgoingRequest,
  RequestOutcome,
  RequestRecord,
} from './core/traffic.ts';
export {
  applyPatch,
  clientCompletions,
  complete as completeKubectl,
  FILES,
  LAST_APPLIED,
  lastApplied,
  parseCommand,
  type AnyObject,
  type CommandMeaning,
  type Completion as KubectlCompletion,
} from './tools/kubectl/index.ts';
