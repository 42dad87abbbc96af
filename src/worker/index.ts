export { createPoller, type Poller, type PollerOptions } from './poller.ts'
