import { join } from 'node:path';
import { AppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import { replicaWords } from '@/core/sentences/replicas';
import type { Signature } from '@/core/signature';
import { runService } from '@/frameworks/container/run-service';
import { ServiceClient, ServiceFault } from '@/frameworks/container/service-client';
import { type ContainerLimits, lossOf, readinessOf, startContainer } from '@/frameworks/container/start';
import { openEngine } from '@/providers/containers/engine';
import type { RunningContainer } from '@/providers/containers/running-container';
import type { ContainerPlace } from '../replica/messages';
import { fromTensor, modelWords, type Runtime, type RuntimeTensor, toTensor, type VersionFiles } from './runtime';

const mebibyte = 1024 ** 2;
/** What the replica's own process takes of its memory. */
const ownBytes = 160 * mebibyte;
const leastBytes = 64 * mebibyte;

/**
 * Starts the version's container and forwards to it. It ends with this process, however that ends.
 * @throws AppError `CONTAINER_ENGINE_MISSING`, `CONTAINER_START_FAILED`, `CONTAINER_NOT_READY`, `MODEL_OUT_OF_MEMORY`
 */
export async function loadContainer(files: VersionFiles, { model, places, memoryBytesMax, cpus }: ContainerPlace): Promise<Runtime> {
  const engine = await openEngine(places);
  const limits = { memoryBytes: Math.max(leastBytes, memoryBytesMax - ownBytes), cpus };
  const modelFolder = model.modelFolder === null ? null : join(files.folder, model.modelFolder);
  try {
    const { container, port } = await startContainer(engine, { ...model, owner: files.replicaId, modelFolder, limits }, readinessOf(model));
    return new ContainerRuntime(container, new ServiceClient(container.connections, port), { signature: files.signature, model, limits });
  } catch (error) {
    if (error instanceof AppError) tellLines(String(error.details.evidence ?? '').split('\n'));
    throw error;
  }
}

interface Served {
  readonly signature: Signature;
  readonly model: ContainerPlace['model'];
  readonly limits: ContainerLimits;
}

class ContainerRuntime implements Runtime {
  readonly ended: Promise<AppError>;
  readonly beside: number;
  readonly #container: RunningContainer;
  readonly #client: ServiceClient;
  readonly #served: Served;

  constructor(container: RunningContainer, client: ServiceClient, served: Served) {
    this.#container = container;
    this.#client = client;
    this.#served = served;
    this.beside = container.pid;
    this.ended = this.#lost();
  }

  async run(inputs: readonly RuntimeTensor[]): Promise<RuntimeTensor[]> {
    const { signature, model } = this.#served;
    try {
      const found = await runService(this.#client, model.service, signature.outputs, inputs.map(toTensor));
      return signature.outputs.map(({ name, datatype }, i) => {
        if (found[i]?.datatype !== datatype) throw new AppError('MODEL_ERROR', { detail: replicaWords.outputMissing({ name }) });
        return fromTensor(found[i]);
      });
    } catch (error) {
      if (!(error instanceof ServiceFault)) throw error;
      throw new AppError('MODEL_ERROR', { detail: inferenceWords.modelFailed({ said: modelWords(error, '') }), cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#container.close();
  }

  async #lost(): Promise<AppError> {
    const end = await Promise.race([this.#container.ended, this.#container.connections.ended.then(() => null)]);
    // Without the process that opens connections into it a container is of no use.
    if (end === null) await this.#container.close(0);
    const told = await this.#container.ended;
    tellLines(told.log);
    return lossOf(told, this.#served.limits);
  }
}

/** The end of what a container printed becomes the evidence of why its replica ended. */
function tellLines(lines: readonly string[]): void {
  for (const line of lines) if (line !== '') process.stderr.write(`${line}\n`);
}
