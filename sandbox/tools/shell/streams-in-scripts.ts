/**
 * Names that rewritten scripts use to say where a command's streams go. They are shell variables because the shell then
 * restores them by itself where it leaves a subshell, a pipeline or a substitution.
 */
export const OUT = '__kt_out';
export const ERR = '__kt_err';
export const IN = '__kt_in';

export const streamVariables: ReadonlySet<string> = new Set([OUT, ERR, IN]);

/** Values of OUT and ERR: straight to the shell's own streams … */
export const SHELL_STDOUT = '/dev/kt/stdout';
export const SHELL_STDERR = '/dev/kt/stderr';
/** … or collected, for a pipe, a file or a substitution. */
export const COLLECTED_STDOUT = '/dev/stdout';
export const COLLECTED_STDERR = '/dev/stderr';

/** Values of IN. */
export const SHELL_STDIN = 'shell';
export const PIPED_STDIN = 'pipe';

/**
 * In front of a path: asks whether the path can be written, before anything is done. (just-bash ends the whole shell when a file
 * cannot be opened.)
 */
export const CHECK = '/dev/kt/check/';
