/** Every route of the server. */
import { accessRoutes } from './handle-access.ts';
import { audienceRoutes } from './handle-audience.ts';
import { auditRoutes } from './handle-audit.ts';
import { bulkRoutes } from './handle-bulk.ts';
import { catalogRoutes } from './handle-catalog.ts';
import { channelRoutes } from './handle-channels.ts';
import { compareRoutes } from './handle-compare.ts';
import { contactRoutes } from './handle-contacts.ts';
import { countRoutes } from './handle-count.ts';
import { explainRoutes } from './handle-explain.ts';
import { fieldRoutes } from './handle-fields.ts';
import { groupRoutes } from './handle-groups.ts';
import { healthRoutes } from './handle-health.ts';
import { metricsRoutes } from './handle-metrics.ts';
import { openApiRoutes } from './handle-openapi.ts';
import { panelRoutes } from './handle-panel.ts';
import { previewRoutes } from './handle-preview.ts';
import { recipientRoutes } from './handle-recipients.ts';
import { segmentRoutes } from './handle-segments.ts';
import type { Route } from './http-route.ts';

export const ROUTES: readonly Route[] = [
  ...bulkRoutes,
  ...contactRoutes,
  ...fieldRoutes,
  ...segmentRoutes,
  ...auditRoutes,
  ...countRoutes,
  ...explainRoutes,
  ...compareRoutes,
  ...audienceRoutes,
  ...recipientRoutes,
  ...previewRoutes,
  ...groupRoutes,
  ...channelRoutes,
  ...catalogRoutes,
  ...accessRoutes,
  ...healthRoutes,
  ...metricsRoutes,
  ...openApiRoutes(() => ROUTES),
  ...panelRoutes,
];
