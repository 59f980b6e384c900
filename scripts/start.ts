/** @file `npm start`: builds the page if needed, serves it and prints its address. */
import { parseArgs } from 'node:util';
import { build, needsBuild } from './lib/build.ts';
import { servePage } from './lib/server.ts';

const HELP = `npm start [-- options]

Builds the lesson if it was not built or its sources changed, and serves it.

  --port N       port (default 4173; the next free one if it is taken)
  --host NAME    address to listen on (default localhost; 0.0.0.0 shows it to the whole network)
  --https        with a self-signed certificate, which each browser asks about once; beyond localhost WebGPU
                 and training on all cores need https
  --help         this text`;

const DEFAULT_PORT = 4173;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      https: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error(`${values.port} is no port: give a number from 0 to 65535.`);
    return 2;
  }
  if (needsBuild()) {
    const { code } = await build();
    if (code !== 0) return code;
  }
  const { urls } = await servePage({
    port,
    exact: values.port !== undefined,
    host: values.host ?? 'localhost',
    https: values.https ?? false,
  });
  console.log(`\nThe lesson is at\n${urls.map((url) => `  ${url}`).join('\n')}\n\nCtrl-C ends it.`);
  return 0;
}

process.exitCode = await main();
