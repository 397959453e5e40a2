/** What learning needs of the answering room; the evaluation alone enters by this door. */
export { crossOf, runsIn, traitsOf } from './crosses.ts'
export { find, SURENESS, wantedOf } from './find.ts'
export { signsOf, SIGNS } from './ranker.ts'
