export { ConfigError, loadConfig } from './load.ts'
export { SETTINGS, type Config } from './settings.ts'
