export { ConfigError, loadConfig, type LoadedConfig } from './load.ts'
export { SETTINGS, type Config, type SettingName } from './settings.ts'
