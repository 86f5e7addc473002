# A Linux host agent. In a container it makes sandbox VMs (namespaces); QEMU works too where it is installed.
FROM node:24-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
WORKDIR /busbar
COPY . .
RUN npm install --no-audit --no-fund \
  && cp "$(node scripts/build-guest.mjs | tail -n 1)" /busbar/busbar-guest

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends uidmap iproute2 util-linux \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /busbar
COPY --from=build /busbar /busbar
ENV NODE_ENV=production BUSBAR_HOST_STATE=/state BUSBAR_RUNTIME=/run/busbar \
  BUSBAR_GUEST_EXECUTABLE=/busbar/busbar-guest
VOLUME ["/state"]
CMD ["node", "--max-semi-space-size=2", "apps/host-agent/src/main.ts", "run", "--enrol-from", "/enrol/host.json"]
