import { defineSentences } from './sentence';

/** Faults of the server and of what it stands on. */
export const serverWords = defineSentences('server', {
  failed: ['The server failed while answering. The request id finds the log line.', '服务器在响应时发生故障。可凭请求编号找到日志。'],
  databaseAway: ['The database cannot be reached.', '无法访问数据库。'],
  databaseAwayUnchanged: ['The database cannot be reached; nothing was changed. Predictions go on meanwhile.', '无法访问数据库；没有任何更改。预测仍在继续。'],
  statusShows: ['The status page shows when it is back.', '状态页会显示其何时恢复。'],
  changesMet: ['Two changes met; this one was not made.', '两个更改同时发生；此更改未生效。'],
  lookAgain: ['Look at it again.', '请重新查看。'],
  otherName: ['Choose another name.', '请选择其他名称。'],
});
