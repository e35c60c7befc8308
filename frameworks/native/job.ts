import type { FoundNative } from '@/core/native-model';
import type { Inspection } from '../inspect/inspect';
import type { SampleFile } from '../inspect/job';
import type { Tell } from '../inspect/steps';
import type { ProcessLimits } from '../limited-process';
import type { SignatureWishes } from '../onnx/signature';
import type { ToolchainPlaces } from '../toolchains';
import type { NativeDescription, NativeTool } from './tool';

export interface NativeJob {
  readonly found: FoundNative;
  /** The version's files, as they were unpacked. */
  readonly folder: string;
  /** Empty folder for what is made of them. */
  readonly work: string;
  readonly wishes: SignatureWishes;
  readonly runtime: 'auto' | 'onnx' | 'native';
  readonly approved: readonly (readonly [module: string, name: string])[];
  readonly model: string;
  readonly version: number;
  /** Rows of a person's own, to compare by as well. */
  readonly sample: SampleFile | null;
}

export interface NativeOptions extends Inspection {
  readonly toolchains: ToolchainPlaces;
  readonly nativeLimits: ProcessLimits;
}

/** A loaded model under examination: what its steps share. */
export interface Loaded {
  readonly job: NativeJob;
  readonly tool: NativeTool;
  readonly said: NativeDescription;
  readonly options: NativeOptions;
  readonly tell: Tell;
}
