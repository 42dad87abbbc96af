import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Most files wait for processes, leases and carriers: by default two cores would run one file at a time.
    maxWorkers: 3,
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text-summary', 'json-summary'],
      // What a mistake would be shown to merchants by: the domain, the adapters and the published API.
      thresholds: {
        'src/tracking/**': { lines: 95 },
        'src/carriers/**': { lines: 95 },
        'src/http/v1/**': { lines: 95 },
      },
    },
  },
})
