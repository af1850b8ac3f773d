/** The timer that runs while the keys of the editor rest. */
export const pauseTimer = 'editor-pause';
