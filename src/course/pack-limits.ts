/** What a pack's files may be at most. A pack is untrusted input. */
export const limits = {
  fileBytes: 256 * 1024,
  packBytes: 32 * 1024 * 1024,
  depth: 40,
  aliases: 50,
  lessons: 300,
  /** Values in one file after aliases were followed. */
  values: 50_000,
} as const;
