import audit from './en/audit.json';
import deploy from './en/deploy.json';
import deployments from './en/deployments.json';
import docs from './en/docs.json';
import endpoints from './en/endpoints.json';
import instances from './en/instances.json';
import keys from './en/keys.json';
import layout from './en/layout.json';
import live from './en/live.json';
import logs from './en/logs.json';
import members from './en/members.json';
import metrics from './en/metrics.json';
import models from './en/models.json';
import overview from './en/overview.json';
import playground from './en/playground.json';
import prices from './en/prices.json';
import scaling from './en/scaling.json';
import sessions from './en/sessions.json';
import settings from './en/settings.json';
import setup from './en/setup.json';
import states from './en/states.json';
import status from './en/status.json';
import ui from './en/ui.json';
import uploads from './en/uploads.json';
import usage from './en/usage.json';
import versions from './en/versions.json';

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
