/** What learning needs of the answering room; the evaluation alone enters by this door. */
export { crossOf, runsIn, traitsOf } from './crosses.ts'
export { find, SURENESS, wantedOf } from './find.ts'
export { signsOf, SIGNS } from './ranker.ts'
export { leadIn } from './choose.ts'
export { FURTHER, furtherSigns, LOOKED_AT } from './further.ts'
export { messageOf, readingOf } from './reading.ts'
export type { Row } from './rows.ts'
export type { Scored } from './ranker.ts'
