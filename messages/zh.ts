import audit from './zh/audit.json';
import deploy from './zh/deploy.json';
import deployments from './zh/deployments.json';
import docs from './zh/docs.json';
import endpoints from './zh/endpoints.json';
import instances from './zh/instances.json';
import keys from './zh/keys.json';
import layout from './zh/layout.json';
import live from './zh/live.json';
import logs from './zh/logs.json';
import members from './zh/members.json';
import metrics from './zh/metrics.json';
import models from './zh/models.json';
import overview from './zh/overview.json';
import playground from './zh/playground.json';
import prices from './zh/prices.json';
import scaling from './zh/scaling.json';
import sessions from './zh/sessions.json';
import settings from './zh/settings.json';
import setup from './zh/setup.json';
import states from './zh/states.json';
import status from './zh/status.json';
import ui from './zh/ui.json';
import uploads from './zh/uploads.json';
import usage from './zh/usage.json';
import versions from './zh/versions.json';

/** One namespace a noun. A new file is added here and in the other language. */
export const messages = {
  audit,
  deploy,
  deployments,
  docs,
  endpoints,
  instances,
  keys,
  layout,
  live,
  logs,
  members,
  metrics,
  models,
  overview,
  playground,
  prices,
  scaling,
  sessions,
  settings,
  setup,
  states,
  status,
  ui,
  uploads,
  usage,
  versions,
};
