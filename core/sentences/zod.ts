import { defineSentences } from './sentence';

/** What zod finds wrong with a field, in words. */
export const zodWords = defineSentences('zod', {
  needed: ['is needed', '必填'],
  type: ['must be a {type}', '必须是 {type}'],
  textShort: ['must have at least {least:count:character}', '至少需要 {least:number} 个字符'],
  textLong: ['must have at most {most:count:character}', '最多 {most:number} 个字符'],
  listShort: ['must have at least {least:count:item}', '至少需要 {least:number} 项'],
  listLong: ['must have at most {most:count:item}', '最多 {most:number} 项'],
  least: ['must be at least {least:number}', '不得小于 {least:number}'],
  above: ['must be above {least:number}', '必须大于 {least:number}'],
  most: ['must be at most {most:number}', '不得大于 {most:number}'],
  below: ['must be below {most:number}', '必须小于 {most:number}'],
  email: ['must be an e-mail address', '必须是邮箱地址'],
  time: ['must be a time such as 2026-01-31T12:00:00Z', '必须是时间，例如 2026-01-31T12:00:00Z'],
  day: ['must be a day such as 2026-01-31', '必须是日期，例如 2026-01-31'],
  format: ['does not have the form of a {format}', '不符合 {format} 的格式'],
  pattern: ['does not have the right form', '格式不正确'],
  oneOf: ['must be one of {values:list}', '必须是以下之一：{values:list}'],
  multiple: ['must be a multiple of {of:number}', '必须是 {of:number} 的倍数'],
  union: ['fits none of the forms that are allowed', '不符合任何允许的形式'],
  key: ['has a name that is not allowed', '含有不允许的名称'],
});
