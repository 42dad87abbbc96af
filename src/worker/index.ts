export { createChores, type Chores } from './chores.ts'
export { createPoller, type Poller } from './poller.ts'
