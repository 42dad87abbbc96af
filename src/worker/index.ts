export { createChores, type Chore } from './chores.ts'
export { createDeliveryLoop, type DeliveryLoop } from './deliveries.ts'
export { createNotifier, type Notifier } from './notifier.ts'
export { createPoller, type Poller } from './poller.ts'
