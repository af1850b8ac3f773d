import { FileError, type FileErrorCode } from '../../host/file-system.ts';

const texts: { readonly [code in FileErrorCode]: string } = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  EROFS: 'Read-only file system',
  ELOOP: 'Too many levels of symbolic links',
  EINVAL: 'Invalid argument',
  ENOSPC: 'No space left on device',
  EXDEV: 'Invalid cross-device link',
  EBUSY: 'Device or resource busy',
  EPERM: 'Operation not permitted',
  ENODEV: 'No such device',
  ESRCH: 'No such process',
  EAGAIN: 'Resource temporarily unavailable',
  ERANGE: 'Numerical result out of range',
};

/** As strerror(3) says it. */
export function errorText(error: FileError): string {
  return texts[error.code];
}

/** Errors as Node writes them, `EACCES: permission denied, mkdir '/sys/x'`, in the kernel's words: `Permission denied`. */
export function inKernelWords(message: string): string {
  return message.replace(/\b(E[A-Z]{3,}): [a-z ]+, [a-z]+ '[^'\n]*'(?: -> '[^'\n]*')?/g, (whole, code: string) =>
    Object.hasOwn(texts, code) ? texts[code as FileErrorCode] : whole,
  );
}

/** The result of a call of the kernel, or its error; any other error is a defect and goes on. */
export function attempt<T>(
  call: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: FileError; readonly text: string } {
  try {
    return { ok: true, value: call() };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { ok: false, error, text: errorText(error) };
  }
}
