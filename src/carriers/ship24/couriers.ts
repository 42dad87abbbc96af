/**
 * Our courier codes → Ship24's, where they are known; Ship24 finds the others itself. `us-post` is in Ship24's documents, the others are in
 * public clients; its own list wants a key.
 */
export const COURIERS: ReadonlyMap<string, string> = new Map([
  ['dhl', 'dhl'],
  ['dhl-express', 'dhl'],
  ['fedex', 'fedex'],
  ['ups', 'ups'],
  ['usps', 'us-post'],
])
