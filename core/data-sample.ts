/** Rows that a person attaches to a version: in a file of the storage, with the column that holds what is right, if one does. */
export interface DataSample {
  readonly filename: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly target: string | null;
}

export const dataSampleLimits = { bytes: 16 * 1024 * 1024, rows: 10_000 } as const;
