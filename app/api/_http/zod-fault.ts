import type { z } from 'zod';
import { schemaWords } from '@/core/sentences/fields';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { zodWords } from '@/core/sentences/zod';

const ownFaults: readonly (() => Sentence)[] = Object.values(schemaWords);

/** What an issue says, as a sentence of the catalogue. Our schemas' own words are known by their text; what is new to us stays in zod's English. */
export function faultOf(issue: z.core.$ZodIssue): Words {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? zodWords.needed() : zodWords.type({ type: issue.expected });
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_value':
      return zodWords.oneOf({ values: issue.values.map(String) });
    case 'not_multiple_of':
      return zodWords.multiple({ of: Number(issue.divisor) });
    case 'invalid_format':
      return ownFaultOf(issue) ?? formatFault(issue.format);
    case 'invalid_union':
      return zodWords.union();
    case 'invalid_key':
      return zodWords.key();
    default:
      return ownFaultOf(issue) ?? issue.message;
  }
}

function ownFaultOf(issue: z.core.$ZodIssue): Sentence | undefined {
  return ownFaults.find((make) => make().text === issue.message)?.();
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): Sentence {
  const least = Number(minimum);
  if (origin === 'string') return least === 1 ? zodWords.needed() : zodWords.textShort({ least });
  if (origin === 'array' || origin === 'set') return zodWords.listShort({ least });
  return inclusive === false ? zodWords.above({ least }) : zodWords.least({ least });
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): Sentence {
  const most = Number(maximum);
  if (origin === 'string') return zodWords.textLong({ most });
  if (origin === 'array' || origin === 'set') return zodWords.listLong({ most });
  return inclusive === false ? zodWords.below({ most }) : zodWords.most({ most });
}

function formatFault(format: string): Sentence {
  if (format === 'email') return zodWords.email();
  if (format === 'datetime') return zodWords.time();
  if (format === 'date') return zodWords.day();
  return format === 'regex' ? zodWords.pattern() : zodWords.format({ format });
}
