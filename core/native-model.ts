/** Frameworks whose models are loaded by their own Python packages; ONNX is not among them. */
export const nativeFrameworks = ['tensorflow', 'sklearn', 'mxnet'] as const;
export type NativeFramework = (typeof nativeFrameworks)[number];

/** How a framework's own tools have saved the model. */
export const nativeFormats = ['savedmodel', 'keras', 'keras-h5', 'pickle', 'skops', 'mxnet'] as const;
export type NativeFormat = (typeof nativeFormats)[number];

/** What was found in an upload, before anything of it was loaded. Paths are relative to the version's files. */
export interface FoundNative {
  readonly framework: NativeFramework;
  readonly format: NativeFormat;
  /** The file, or for a SavedModel the folder ('' is the version's own). */
  readonly entry: string;
  /** MXNet: the file with the parameters. */
  readonly parameters?: string;
  /** MXNet: SageMaker's `model-shapes.json`. */
  readonly shapesFile?: string;
}

/** All that is needed to load it in its own framework, in control and on instances alike. */
export interface NativeModel extends FoundNative {
  /** Line of the environment it is loaded in: `sklearn-1.5`. */
  readonly toolchain: string;
  /** Shapes of one row that a person gave, by input. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Datatypes that a person gave, by input or column, and names of columns: scikit-learn's files have no datatypes. */
  readonly datatypes?: Readonly<Record<string, string>>;
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  /** Globals beyond the allow-list that a person has approved, as module and name. */
  readonly approved?: readonly (readonly [module: string, name: string])[];
}
