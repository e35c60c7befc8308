import { answerUnknownPath } from '@/app/api/_http/unknown-path';

export {
  answerUnknownPath as DELETE,
  answerUnknownPath as GET,
  answerUnknownPath as OPTIONS,
  answerUnknownPath as PATCH,
  answerUnknownPath as POST,
  answerUnknownPath as PUT,
};
