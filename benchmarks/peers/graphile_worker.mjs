// graphile-worker under the load that swarmd gets: `count` jobs added 1,000 per call by four callers while one runner
// works on them, and the time until the last one is completed. The task itself does nothing, to the peer's advantage.
//
//   node graphile_worker.mjs CONNECTION_STRING COUNT batched|default
//
// batched is what its documentation offers for high rates: jobs fetched 500 at a time, completions written together.
import pg from "pg";
import { Logger, makeWorkerUtils, run } from "graphile-worker";

const [connectionString, countText, kind] = process.argv.slice(2);
const count = Number(countText);
const perCall = 1000;
const callers = 4;
const batched = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };
const logger = new Logger(() => () => {});  // as swarmd logs no task

const utils = await makeWorkerUtils({ connectionString, logger });
await utils.migrate();
const runner = await run({
  logger,
  noHandleSignals: true,
  taskList: { nothing: async () => {} },
  preset: {
    worker: { connectionString, concurrentJobs: 24, maxPoolSize: 25, ...(kind === "batched" ? batched : {}) },
  },
});

const client = new pg.Client({ connectionString });
await client.connect();
const waiting = async () =>
  Number((await client.query("SELECT count(*) FROM graphile_worker._private_jobs")).rows[0].count);

async function add(caller) {
  for (let first = caller * perCall; first < count; first += callers * perCall) {
    const size = Math.min(perCall, count - first);
    const jobs = Array.from({ length: size }, (_, i) => ({
      identifier: "nothing",
      payload: { prompt: `what is ${((first + i) % 997) + 2} + ${((first + i) % 89) + 3}?` },
    }));
    await utils.addJobs(jobs);
  }
}

const start = process.hrtime.bigint();
await Promise.all(Array.from({ length: callers }, (_, caller) => add(caller)));
const accepted = process.hrtime.bigint();
while ((await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(
  JSON.stringify({
    kind,
    tasks: count,
    seconds,
    accepted_seconds: Number(accepted - start) / 1e9,
    per_second: count / seconds,
  }),
);
await runner.stop();
await utils.release();
await client.end();
