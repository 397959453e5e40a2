import { describe, expect, it } from 'vitest'
import { seenInTeams } from '../../../src/channels/teams/teams.ts'

const known = new Map<string, string>([
  ['place:a:1', JSON.stringify({ scope: 'personal' })],
  ['place:19:group', JSON.stringify({ scope: 'groupChat' })],
])
const shelf = { get: (key: string) => Promise.resolve(known.get(key) ?? null) }
const own = async (conversation: string) =>
  (await seenInTeams({ channel: 'teams', conversation }, { id: 'hanako' }, shelf)).own?.conversation

describe('a person’s own conversation in Teams', () => {
  it('is one and the same from wherever it is looked for, before and after Teams has named it', async () => {
    expect([await own('19:group'), await own('own:hanako')]).toEqual(['own:hanako', 'own:hanako'])
    known.set('own:hanako', 'a:1')
    expect([await own('19:group'), await own('own:hanako'), await own('a:1')]).toEqual(['a:1', 'a:1', 'a:1'])
  })
})
