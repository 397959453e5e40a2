# Three stages: what compiles, what is needed to run, what runs. Nothing of a compiler is in the last one.
FROM node:20-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
RUN node node_modules/typescript/bin/tsc -p tsconfig.json
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim AS index
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY src ./src
COPY knowledge ./knowledge
COPY prompts ./prompts
# The index of the shipped knowledge, so that the first start is a quick one.
RUN node dist/cli.js ingest --data /app/ready

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    TELEWORK_DESK_DATA=/data \
    PORT=3978
WORKDIR /app
COPY --from=index /app ./
# The only place that is written to; a first volume starts with the ready index.
RUN mkdir /data && cp -r /app/ready/. /data/ && rm -rf /app/ready && chown -R node:node /data
USER node
VOLUME /data
EXPOSE 3978
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "dist/cli.js"]
CMD ["serve"]
