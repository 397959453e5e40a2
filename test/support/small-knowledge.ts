import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A knowledge of one answer, for houses that are not about what they know: its index is made in a moment. */
export const smallKnowledge = async (folder: string): Promise<string> => {
  const knowledge = join(folder, 'knowledge')
  await mkdir(knowledge, { recursive: true })
  const faq = {
    id: 'q-1',
    question: 'モバイル端末の貸出はいつから申し込めますか',
    answer: 'モバイル端末の貸出は毎年4月1日から申し込めます。',
  }
  await writeFile(join(knowledge, 'faq.jsonl'), JSON.stringify(faq))
  return knowledge
}
