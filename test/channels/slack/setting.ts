import { afterEach, beforeEach } from 'vitest'
import type { SlackOptions } from '../../../src/channels/slack/slack.ts'
import type { RequestDesk } from '../../../src/channels/channel.ts'
import type { Settle } from '../../../src/spine/worker.ts'
import { startHouse, type HouseOptions, type RunningHouse } from '../../support/server.ts'
import { smallDesk } from '../../support/small-desk.ts'
import type { Store } from '../../../src/store/store.ts'
import { databases, type Opened } from '../../support/stores.ts'
import { startSlackDouble, type SlackDouble } from './double/double.ts'
import { peopleOf, type People } from './double/people.ts'
import { slackIn, type Faults } from './house.ts'

export const OPERATORS = 'COPS'

export interface Setting {
  double: SlackDouble
  people: People
  house: RunningHouse
  database: Opened
  faults: Faults['list']
}

export interface Given {
  /** What the double is given beyond the operators' channel. */
  far?: Parameters<typeof startSlackDouble>[0]
  /** Before the desk opens its doors. */
  prepare?: (double: SlackDouble) => Promise<void>
  slack?: Partial<SlackOptions>
  desk?: HouseOptions['desk']
  settle?: Settle
  requests?: Partial<RequestDesk>
  work?: boolean
  /** What is made of the house's own store. */
  made?: (store: Store) => Promise<Omit<Given, 'made'>>
}

/** A house with Slack at its far side, and everything taken down again. */
export const createSetting = () => {
  const opened: Setting[] = []
  let expected: RegExp | null = null

  const open = async ({ made, ...fixed }: Given = {}): Promise<Setting> => {
    const [sqlite] = databases
    if (!sqlite) throw new Error('no database to test on')
    const database = await sqlite.open()
    const given = { ...fixed, ...(await made?.(database.store)) }
    const double = await startSlackDouble({
      members: { [OPERATORS]: ['UOP1', 'UOP2'] },
      names: { UOP1: '相談 花子', UOP2: '窓口 太郎' },
      channels: { [OPERATORS]: { private: true } },
      ...given.far,
    })
    await given.prepare?.(double)
    const faults: Faults['list'] = []
    const house = await startHouse({
      store: database.store,
      desk: given.desk ?? smallDesk(),
      channels: (h) => [slackIn(double, given.slack, { list: faults })(h)],
      ...(given.settle === undefined ? {} : { settle: given.settle }),
      ...(given.requests === undefined ? {} : { requests: given.requests }),
      ...(given.work === undefined ? {} : { work: given.work }),
    })
    const setting = { double, database, house, faults, people: peopleOf(() => house.url, double) }
    opened.push(setting)
    return setting
  }

  beforeEach(() => {
    expected = null
  })
  afterEach(async () => {
    const violations: string[] = []
    for (const { house, double, database } of opened.splice(0)) {
      await house.stop()
      await double.stop()
      await database.close()
      violations.push(...double.violations, ...double.board.standing().map((key) => `work is still shown in ${key}`))
    }
    const left = violations.filter((line) => expected === null || !expected.test(line))
    if (left.length > 0) throw new Error(`Slack would have refused: ${left.slice(0, 5).join('; ')}`)
  })

  return {
    open,
    /** For tests that make Slack refuse on purpose. */
    expectViolations(pattern: RegExp) {
      expected = pattern
    },
  }
}
