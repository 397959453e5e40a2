/**
 * The desk with its Teams channel as a process that can be killed. What surrounds it lives in the test; its environment
 * tells where. It answers only where it is told to work, so that it can be killed between the 200 and the answer.
 */
import process from 'node:process'
import { createTeams } from '../../../src/channels/teams/teams.ts'
import { openStore } from '../../../src/store/store.ts'
import { startHouse } from '../../support/server.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { credentialsBy } from './far.ts'

const { TEAMS_STORE = '', TEAMS_OPENID = '', TEAMS_ISSUER = '', TEAMS_WORK = '' } = process.env
const works = TEAMS_WORK === 'yes'
const store = await openStore({ path: TEAMS_STORE, now: new Date() })
const { url } = await startHouse({
  store,
  desk: smallDesk(),
  work: works,
  deliver: works,
  channels: (house) => [
    createTeams(house, {
      prompts: 'prompts',
      loopback: false,
      credentials: credentialsBy({ openId: TEAMS_OPENID, issuer: TEAMS_ISSUER }),
      allowedTenants: [],
      operators: {
        allowed: [],
        places: { list: async () => [], register: async () => {}, unregister: async () => {} },
      },
    }),
  ],
})
process.stdout.write(`${JSON.stringify({ url })}\n`)
