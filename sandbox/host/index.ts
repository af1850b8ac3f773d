export { FileError, type FileErrorCode, type FileStat, type FileSystem } from './file-system.ts';
export { createFileTree, type DirectoryNode } from './file-tree.ts';
export { createFileSystem, type FileSystemOptions, type Mount, type MountedFileSystem } from './memory-file-system.ts';
export { createMachine, HOST_PID_NAMESPACE, ROOT_USER, type MachineOptions } from './machine.ts';
export type { Machine, Process, ProcessOptions, ProgramTable } from './machine-types.ts';
export { AddressInUseError, createNetworkNamespace, type NetworkNamespaceOptions } from './network-namespace.ts';
export {
  defineProgram,
  ProcessEnded,
  type Input,
  type Output,
  type ProcessContext,
  type ProcessEntry,
  type Program,
  type RunningProcess,
  type RunOptions,
  type Signal,
  type TerminalSize,
} from './program.ts';
export { createProgramTable } from './program-table.ts';
export { parseSignal, signalNumber } from './signals.ts';
export { collector, createPipe, discard, emptyInput, inputFrom, outputTo, type Pipe } from './streams.ts';
export { Cgroup, CONTROLLERS, type CgroupMember, type Controller } from './cgroup/cgroup.ts';
export type { CgroupTree } from './cgroup/cgroup-tree.ts';
export type { KernelLog, KernelLogEntry } from './kernel-log.ts';
export { NAMESPACE_KINDS, type Namespace, type NamespaceKind, type NamespaceSet } from './namespaces.ts';
export { mountTable, type MountEntry } from './proc/mount-table.ts';
export type { SystemCalls } from './system-calls.ts';
export { connectPair, findPath, localPath, removeLink } from './find-path.ts';
export { macFor } from './device-table.ts';
export { Overlay } from './overlay.ts';
