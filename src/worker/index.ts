export { createChores, type Chore } from './chores.ts'
export { createDeliveryLoop, type DeliveryLoop } from './deliveries.ts'
export { createNotifier } from './notifier.ts'
export { createPoller } from './poller.ts'
