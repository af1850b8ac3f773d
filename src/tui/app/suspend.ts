/** Lends the terminal to another program until the promise settles. */
export type SuspendTerminal = (run: () => Promise<void>) => Promise<void>;
