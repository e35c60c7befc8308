export { AppError, type AppErrorDetails, type FieldError, isAppError } from './app-error';
export { titles } from './catalogue';
export { type ErrorCode, errorCodes } from './codes';
export { type Problem, toAppError, toProblem } from './problem';
