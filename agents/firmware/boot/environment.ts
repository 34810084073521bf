/** Names and values of a boot loader's environment. A character stands for a byte (latin1), so that none is ever lost. */
export type Variables = ReadonlyMap<string, string>

/** The environment that a boot loader keeps its decisions in. All methods reject with BOOT_CONTROL_FAILED. */
export interface BootEnvironment {
  read(): Promise<Variables>
  /**
   * Sets variables, all in one write; what `edit` does not name stays. Durable when the promise resolves. Writes nothing
   * where nothing changes. Changes come one after the other, each upon what the one before has left.
   */
  change(edit: (variables: Variables) => Record<string, string>): Promise<void>
  /** Where the environment is and in which condition, for people. */
  explain(): Promise<Record<string, string>>
}

/** Whether all characters are bytes, and none the zero that ends a string of C. */
export function isBytes(text: string): boolean {
  return [...text].every((character) => character > '\0' && character <= '\xff')
}
