import process from 'node:process'

/** Whether this is `npm run test:slow`, which walks further than a change has to wait for. */
const isSlow = process.env['DESK_SLOW_TESTS'] === 'true'

/** How often something is tried: some times with every change, and many times in `npm run test:slow`. */
export const often = <T>(some: T, many: T): T => (isSlow ? many : some)
