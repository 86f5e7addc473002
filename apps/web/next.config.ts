import type { NextConfig } from 'next';

const config: NextConfig = {
  // The custom server sets the headers of every response.
  poweredByHeader: false,
  reactStrictMode: true,
  // Workspace packages are TypeScript sources.
  transpilePackages: ['@busbar/shared', '@busbar/db', '@busbar/seed'],
  // `tsc` checks the whole repository, with stricter settings.
  typescript: { ignoreBuildErrors: true },
  experimental: { serverMinification: false },
};

export default config;
