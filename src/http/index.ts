export { createHttp } from './create-http.ts'
export type { HttpOptions, HttpSettings, LimitClass } from './options.ts'
