/** A fault that the person who starts can mend: shown as its words, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
