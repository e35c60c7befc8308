import { defineSentences } from './sentence';

/** Where the chain of the audit is broken. */
export const auditWords = defineSentences('audit', {
  missing: ['Row {expected} is missing; row {seq} follows.', '缺少第 {expected} 行，其后是第 {seq} 行。'],
  doesNotFollow: ['Row {seq} does not follow the row before it.', '第 {seq} 行与前一行不衔接。'],
  changed: ['Row {seq} was changed after it was written.', '第 {seq} 行在写入后被更改。'],
  notSealed: ['Row {seq} is not the one whose hash is kept outside the database.', '第 {seq} 行的哈希与数据库外保存的不符。'],
  cutOff: ['Rows {from} to {to} are missing at the end.', '末尾缺少第 {from} 到 {to} 行。'],
});
