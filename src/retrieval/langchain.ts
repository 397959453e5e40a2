/** The retriever as LangChain sees it, for chains that want documents. */
import { createRequire } from 'node:module'
import type { Document } from '@langchain/core/documents'
import type { BaseRetriever } from '@langchain/core/retrievers'
import { late } from '../base/late.ts'
import type { Query, Ranked, Retriever } from '../vocabulary/types.ts'

const require = createRequire(import.meta.url)
const documents = late(() => require('@langchain/core/documents') as typeof import('@langchain/core/documents'))
const retrievers = late(() => require('@langchain/core/retrievers') as typeof import('@langchain/core/retrievers'))

const documentOf = ({ passage, document, status, score }: Ranked): Document =>
  new (documents().Document)({
    id: passage.id,
    pageContent: passage.text,
    metadata: {
      document: document.id,
      title: document.title,
      heading: [...passage.path, passage.title].join(' > '),
      issued: passage.issued,
      url: document.url,
      status,
      score,
    },
  })

/** A class, since LangChain's retrievers are extended and not implemented. */
const deskRetriever = late(() => {
  const { BaseRetriever: Base } = retrievers()
  return class DeskRetriever extends Base {
    lc_namespace = ['telework-desk', 'retrieval']
    private readonly retriever: Retriever
    private readonly queryOf: (text: string) => Query

    constructor(retriever: Retriever, queryOf: (text: string) => Query) {
      super()
      this.retriever = retriever
      this.queryOf = queryOf
    }

    override async _getRelevantDocuments(text: string): Promise<Document[]> {
      return (await this.retriever.retrieve(this.queryOf(text))).map(documentOf)
    }
  }
})

/** `queryOf` says for which day, audience and how many: LangChain passes only the words. */
export const asLangChainRetriever = (retriever: Retriever, queryOf: (text: string) => Query): BaseRetriever =>
  new (deskRetriever())(retriever, queryOf)
