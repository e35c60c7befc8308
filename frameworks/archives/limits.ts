const gibibyte = 1024 * 1024 * 1024;

/** What an archive may unpack to. */
export interface ArchiveLimits {
  readonly entriesMax: number;
  readonly bytesMax: number;
  /** Unpacked ÷ packed; only counted above `ratioFreeBytes`, since small models of zeros pack very well. */
  readonly ratioMax: number;
  readonly ratioFreeBytes: number;
}

export const archiveLimits: ArchiveLimits = { entriesMax: 10_000, bytesMax: 64 * gibibyte, ratioMax: 200, ratioFreeBytes: 64 * 1024 * 1024 };
