import { defineConfig } from 'vitest/config'

// `npm run faults`: what takes minutes.
export default defineConfig({
  test: {
    include: ['test/faults/*.faults.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    hookTimeout: 60_000,
  },
})
