import { answerMethodNotAllowed } from '@/app/api/_http/unknown-path';

export {
  answerMethodNotAllowed as DELETE,
  answerMethodNotAllowed as GET,
  answerMethodNotAllowed as OPTIONS,
  answerMethodNotAllowed as PATCH,
  answerMethodNotAllowed as POST,
  answerMethodNotAllowed as PUT,
};
