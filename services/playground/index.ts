export { issueToken } from './issue-token';
