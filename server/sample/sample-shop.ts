/**
 * The bundled sample, a shop: its contacts, events and segments, made by a seed.
 *
 * This is the door to the `sample-*.ts` family; each part says what it is in its own file.
 */
import type { ShopOptions } from './sample-options.ts';

export { SHOP_ATTRIBUTES } from './sample-attributes.ts';
export { SHOP_FIELDS, shopContacts } from './sample-contacts.ts';
export { shopEvents } from './sample-events.ts';
export type { ContactItem, EventItem, ShopOptions } from './sample-options.ts';
export { SHOP_SEGMENTS } from './sample-segments.ts';

/** The size that `npm start` loads: about 400 000 events. */
export const SHOP_DEFAULTS: Omit<ShopOptions, 'nowMs'> = {
  seed: 20_000,
  contacts: 20_000,
  eventsPerContact: 20,
};
