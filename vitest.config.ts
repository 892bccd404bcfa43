import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Unit tests are pure or use a temp directory; integration tests use the built worker and a real clamd. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // They mostly wait, for clamd and for time to pass, but more at once would be late for each other's deadlines.
          maxWorkers: Math.min(4, availableParallelism()),
        },
      },
    ],
  },
});
