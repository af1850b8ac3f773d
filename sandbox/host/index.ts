export { FileError, type FileErrorCode, type FileStat, type FileSystem } from './file-system.ts';
export { createFileTree, type DirectoryNode } from './file-tree.ts';
export { createFileSystem, type FileSystemOptions, type Mount, type MountedFileSystem } from './memory-file-system.ts';
export { createMachine, HOST_PID_NAMESPACE, type MachineOptions } from './machine.ts';
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
export type { NamespaceKind } from './namespaces.ts';
export { localPath } from './find-path.ts';
export { Overlay } from './overlay.ts';
