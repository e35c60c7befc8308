/** What a container answers to: SageMaker's `/ping` and `/invocations`, the Open Inference Protocol, or TensorFlow Serving's REST. */
export const containerProtocols = ['sagemaker', 'open-inference', 'tensorflow-serving'] as const;
export type ContainerProtocol = (typeof containerProtocols)[number];

/** How the rows of a request stand in a SageMaker body; which of them an image takes is tried when it is checked. */
export const invocationBodies = ['rows', 'instances', 'inputs', 'csv'] as const;
export type InvocationBody = (typeof invocationBodies)[number];

/** How a container's server is called, as found when the image was checked. */
export type ContainerService =
  | { readonly protocol: 'sagemaker'; readonly body: InvocationBody }
  | { readonly protocol: 'open-inference'; readonly model: string; readonly binary: boolean }
  | { readonly protocol: 'tensorflow-serving'; readonly model: string };

/** What a person says of a container where its image does not. */
export interface ContainerWishes {
  /** Arguments of the image's entry point; `serve`, then none, where this is not given. */
  readonly arguments?: readonly string[] | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly port?: number | undefined;
  readonly protocol?: ContainerProtocol | undefined;
  /** The model's name within the container, where it serves several. */
  readonly model?: string | undefined;
  /** How long it may take to become ready. */
  readonly startupSeconds?: number | undefined;
}

/** All that is needed to run the image of a version, in control and on instances alike. */
export interface ContainerModel {
  readonly framework: 'container';
  /** SHA-256 of the image's configuration, as podman and Docker name images. */
  readonly imageId: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  readonly startupSeconds: number;
  /** Folder among the version's files that stands at `/opt/ml/model`, read-only; null where only an image was uploaded. */
  readonly modelFolder: string | null;
  readonly service: ContainerService;
}
