import { afterAll, beforeAll } from 'vitest'
import { databases, type Opened } from '../support/stores.ts'
import { startMailbox } from '../whole-way/mailbox.ts'
import { house, type House, makeKit } from './room.ts'

/** For the tests of one block: a house whose people can be written to, and the mail server that gets the letters. */
export const mailedHouse = () => {
  const kit = { ...makeKit({ mails: true }), publicUrl: 'https://desk.example' }
  let opened: Opened
  let h: House
  let mailbox: Awaited<ReturnType<typeof startMailbox>>
  beforeAll(async () => {
    const [sqlite] = databases
    if (!sqlite) throw new Error('no database to test on')
    opened = await sqlite.open()
    h = house(opened.store, { kit, hasForms: true })
    mailbox = await startMailbox()
  })
  afterAll(async () => {
    await mailbox.close()
    await opened.close()
  })
  return { kit, at: () => ({ store: opened.store, h, mailbox }) }
}
