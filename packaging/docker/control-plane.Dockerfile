# The control plane: pages, API, links, queue workers. State in /data.
FROM node:24-bookworm-slim AS build
WORKDIR /busbar
COPY . .
RUN npm install --no-audit --no-fund && node scripts/build-all.mjs

FROM node:24-bookworm-slim
RUN useradd --system --uid 7420 --create-home busbar && install -d -o busbar -g busbar -m 0700 /data /enrol
WORKDIR /busbar
COPY --from=build /busbar /busbar
USER busbar
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 BUSBAR_DATA=/data BUSBAR_BIND=0.0.0.0
VOLUME ["/data", "/enrol"]
EXPOSE 7420
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7420/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "apps/web/server.ts"]
