import { fold } from '../japanese/fold.ts'

/** 「20人です」「約300台」: a figure with its unit. `yes` and `no` examples are in the test beside this room. */
const BARE =
  /^(?:約|およそ|だいたい)?[\d,.]+(?:千|万|億)?(?:人|名|台|社|団体|か所|箇所|ヶ所|歳|才|円|割|%|年|か月|ヶ月|日|時間|分|回|件)?(?:くらい|ぐらい|ほど|程度)?(?:です|になります|います|あります)?[。.!]*$/u

/** A figure and nothing else asks nothing by itself; it answers what was asked before it, or else nobody knows what. */
export const isBareFigure = (text: string): boolean => BARE.test(fold(text).replaceAll(/\s+/gu, ''))
