import type { DraftData } from '@/components/drafts/draft-data';
import type { Version } from '@/services/versions/schemas';
import type { StepName } from './steps';

/** What every step of the wizard is given. */
export interface StepProps {
  readonly draftId: string;
  readonly data: DraftData;
  /** Resolves once the changes are saved. */
  readonly update: (changes: Partial<DraftData>) => Promise<void>;
  readonly go: (step: StepName) => void;
  /** The draft's version as it is now; null while there is none. */
  readonly version: Version | null;
}
