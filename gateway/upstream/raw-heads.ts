import type { SnapshotVariant } from '@/core/snapshot';
import type { RawHead } from '@/core/wire/frame';
import { encodeRawHead } from '@/core/wire/raw-request';
import type { InferenceProtocol } from '../request-context';

const keptMax = 64;
const contentTypeLengthMax = 1024;

/** The heads of raw requests to one variant: few differ, so each is made once. */
export class RawHeads {
  readonly #variant: Pick<RawHead, 'model' | 'version' | 'variant'>;
  readonly #kept = new Map<string, Buffer>();

  constructor({ model, version, name }: Pick<SnapshotVariant, 'model' | 'version' | 'name'>) {
    this.#variant = { model, version, variant: name };
  }

  of(protocol: InferenceProtocol, contentType: string, jsonBytes: number): Buffer {
    const key = `${protocol}\n${jsonBytes}\n${contentType}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const made = encodeRawHead({ protocol, contentType: contentType.slice(0, contentTypeLengthMax), jsonBytes, ...this.#variant });
    if (this.#kept.size >= keptMax) this.#kept.clear();
    this.#kept.set(key, made);
    return made;
  }
}
