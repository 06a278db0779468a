// A swarmd in its own process, with one provider: the scripted upstream.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

const configuration = (upstream) => `
log: {level: error}
providers:
  - name: stub
    class: local
    base_url: "${upstream}"
    key_secret: STUB_KEY
    attempts_max: 1
    models:
      - {name: tiny, context_tokens: 8192, output_tokens_max: 2048}
      - {name: org/embedder, kind: embedding}
`;

// Settings that the environment of the tests has for others would be settings of ours.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SWARM_')));

export async function startSwarmd(upstream) {
  const folder = mkdtempSync(join(tmpdir(), 'openai-client-'));
  writeFileSync(join(folder, 'swarm.yaml'), configuration(upstream));
  const flags = ['--config', join(folder, 'swarm.yaml'), '--data', join(folder, 'data'),
                 '--http', '127.0.0.1:0', '--websocket', '127.0.0.1:0', '--set', 'engine.mode=off'];
  const child = spawn(process.env.PROGRAM_UNDER_TEST, flags, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {...environment, SWARM_SECRET_STUB_KEY: 'sk-upstream'},
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let ready;
  for await (const line of createInterface({input: child.stdout})) {
    ready = JSON.parse(line);
    break;
  }
  if (ready?.event !== 'ready') throw new Error(`swarmd did not start: exit status ${await ended}`);
  return {
    baseURL: `http://${ready.http}/v1`,
    http: `http://${ready.http}`,
    key: readFileSync(join(folder, 'data', 'admin.key'), 'utf8').trim(),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, {recursive: true, force: true});
    },
  };
}
