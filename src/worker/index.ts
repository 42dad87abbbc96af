export { createNotifier, type Notifier } from './notifier.ts'
export { createPoller, type Poller } from './poller.ts'
