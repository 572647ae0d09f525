import { audience } from './audience.ts';
import { charts } from './charts.ts';
import { common } from './common.ts';
import { conditions } from './conditions.ts';
import { contacts } from './contacts.ts';
import { rule } from './rule.ts';
import { segments } from './segments.ts';
import { templates } from './templates.ts';
import { wizard } from './wizard.ts';

export const en = {
  common,
  segments,
  templates,
  wizard,
  rule,
  conditions,
  contacts,
  audience,
  charts,
} as const;
