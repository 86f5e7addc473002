# Builds the guest agent's single executable and nothing else:
#   docker build -f packaging/docker/guest-agent.Dockerfile --output type=local,dest=out .
FROM node:24-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
WORKDIR /busbar
COPY . .
RUN npm install --no-audit --no-fund \
  && cp "$(node scripts/build-guest.mjs | tail -n 1)" /busbar-guest

FROM scratch
COPY --from=build /busbar-guest /busbar-guest
