# One image, two commands: the API and the worker. The database and the queue are services of their own.
FROM node:24-bookworm-slim AS build
WORKDIR /amie
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-audit --no-fund
COPY .swcrc tsconfig.json ./
COPY apps apps
COPY libs libs
RUN npx swc apps libs -d dist --config-file .swcrc --ignore '**/*.spec.ts' -q && npm prune --omit=dev \
 && rm -rf node_modules/node-linux-*

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /amie
COPY --from=build /amie/node_modules node_modules
COPY --from=build /amie/dist dist
COPY --from=build /amie/package.json package.json
COPY apps/cli/amie.mjs apps/cli/amie.mjs
RUN useradd --system --uid 5100 amie && install -d -o amie -g amie -m 0700 /var/lib/amie
USER amie
CMD ["node", "dist/apps/api/main.js"]
