// The official client, unchanged, against a running swarmd whose provider is a scripted upstream.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import OpenAI from 'openai';

import {startSwarmd} from './swarmd.mjs';
import {startUpstream} from './upstream.mjs';

const model = 'stub/tiny';
const says = (content) => [{role: 'user', content}];
const tools = [{type: 'function', function: {name: 'weather', parameters: {type: 'object', properties: {}}}}];
const abortBoundMs = 5_000;  // long before any timeout of a provider

let upstream, swarmd, client;
before(async () => {
  upstream = await startUpstream();
  swarmd = await startSwarmd(upstream.baseURL);
  client = new OpenAI({baseURL: swarmd.baseURL, apiKey: swarmd.key, maxRetries: 0});
});
after(async () => {
  await swarmd?.stop();
  await upstream?.stop();
});

async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
const textOf = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');

// --- A provider's model ---------------------------------------------------------------------------------------------

test('a chat completion', async () => {
  const {data, response} = await client.chat.completions.create({model, messages: says('hello')}).withResponse();
  assert.equal(data.choices[0].message.content, 'You said hello.');
  assert.equal(data.usage.total_tokens, 12);
  assert.ok(response.headers.get('x-request-id'));
  assert.equal(upstream.last().body.model, 'tiny');
  assert.equal(upstream.last().headers.authorization, 'Bearer sk-upstream');
});

test('options reach the model as they were given', async () => {
  const options = {n: 2, stop: ['END'], seed: 7, temperature: 0.5, top_p: 0.25, max_tokens: 50, logit_bias: {50256: -100},
                   user: 'ann', metadata: {a: 'b'}, an_option_of_tomorrow: {deep: [1, 2]}};
  const answer = await client.chat.completions.create({model, messages: says('hello'), ...options});
  assert.equal(answer.choices.length, 2);
  const {model: named, messages, ...got} = upstream.last().body;
  assert.deepEqual(got, options);
});

test('a stream, with the usage in its last frame when it is wanted', async () => {
  const plain = await all(await client.chat.completions.create({model, messages: says('one two three'), stream: true}));
  assert.equal(textOf(plain), 'You said one two three.');
  assert.equal(plain.at(-1).choices[0].finish_reason, 'stop');
  assert.ok(plain.every((chunk) => chunk.choices.length === 1), 'the frame that we asked for ourselves is taken out');
  const wanted = await all(await client.chat.completions.create(
    {model, messages: says('one'), stream: true, stream_options: {include_usage: true}}));
  assert.equal(wanted.at(-1).usage.total_tokens, 12);
  assert.deepEqual(wanted.at(-1).choices, []);
});

test('the helper that collects a stream', async () => {
  const stream = client.chat.completions.stream({model, messages: says('hello')});
  assert.equal(await stream.finalContent(), 'You said hello.');
});

test('tools there and back, whole and streamed', async () => {
  const first = await client.chat.completions.create({model, messages: says('weather?'), tools, tool_choice: 'auto'});
  const call = first.choices[0].message.tool_calls[0];
  assert.equal(first.choices[0].finish_reason, 'tool_calls');
  assert.deepEqual(JSON.parse(call.function.arguments), {city: 'Oslo'});
  assert.equal(upstream.last().body.tool_choice, 'auto');
  const second = await client.chat.completions.create({
    model, tools,
    messages: [...says('weather?'), first.choices[0].message, {role: 'tool', tool_call_id: call.id, content: 'sunny'}],
  });
  assert.equal(second.choices[0].message.content, 'The tool said sunny.');
  const chunks = await all(await client.chat.completions.create({model, messages: says('weather?'), tools, stream: true}));
  const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta?.tool_calls ?? []);
  assert.equal(calls[0].function.name, 'weather');
});

test('the helper that runs tools', async () => {
  const weather = {type: 'function', function: {
    name: 'weather', parameters: {type: 'object', properties: {}}, parse: JSON.parse, function: ({city}) => `rain in ${city}`,
  }};
  const runner = client.chat.completions.runTools({model, messages: says('weather?'), tools: [weather]});
  assert.equal(await runner.finalContent(), 'The tool said rain in Oslo.');
});

test('a response format', async () => {
  const answer = await client.chat.completions.create(
    {model, messages: says('json'), response_format: {type: 'json_object'}});
  assert.deepEqual(JSON.parse(answer.choices[0].message.content), {ok: true});
});

test('embeddings, as numbers and in the base64 that the client asks for', async () => {
  const numbers = await client.embeddings.create(
    {model: 'stub/org/embedder', input: 'a', encoding_format: 'float'});
  assert.deepEqual(numbers.data[0].embedding, [0.5, -1]);
  const packed = await client.embeddings.create({model: 'stub/org/embedder', input: 'a'});
  assert.deepEqual(packed.data[0].embedding, [0.5, -1]);
  assert.equal(upstream.last().body.model, 'org/embedder');
});

test('completions', async () => {
  const answer = await client.completions.create({model, prompt: 'hello'});
  assert.equal(answer.choices[0].text, 'You said hello.');
});

test('responses, whole and streamed', async () => {
  const whole = await client.responses.create({model, input: 'hello'});
  assert.equal(whole.output_text, 'You said hello.');
  const events = await all(await client.responses.create({model, input: 'hello', stream: true}));
  assert.deepEqual(events.map((event) => event.type),
                   ['response.created', 'response.output_text.delta', 'response.completed']);
});

test('models are listed and found, slashes and all', async () => {
  const ids = [];
  for await (const listed of client.models.list()) ids.push(listed.id);
  for (const id of ['swarm', 'swarm/math', 'stub/tiny', 'stub/org/embedder']) assert.ok(ids.includes(id), id);
  assert.equal((await client.models.retrieve('stub/org/embedder')).owned_by, 'stub');
  await assert.rejects(client.models.retrieve('stub/none'), OpenAI.NotFoundError);
});

// --- Errors ---------------------------------------------------------------------------------------------------------

test('a wrong key', async () => {
  const stranger = new OpenAI({baseURL: swarmd.baseURL, apiKey: 'sk-wrong', maxRetries: 0});
  await assert.rejects(stranger.chat.completions.create({model, messages: says('a')}), (error) => {
    assert.ok(error instanceof OpenAI.AuthenticationError);
    assert.equal(error.type, 'authentication_error');
    return true;
  });
});

test('an unknown model', async () => {
  await assert.rejects(client.chat.completions.create({model: 'stub/none', messages: says('a')}), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, 'model_not_found');
    return true;
  });
});

test('a wrong parameter is named: ours, the swarm\'s and the provider\'s', async () => {
  const ours = client.chat.completions.create({model, messages: says('a'), max_tokens: 'many'});
  await assert.rejects(ours, (error) => error instanceof OpenAI.BadRequestError && error.param === 'max_tokens');
  const swarms = client.chat.completions.create({model: 'swarm', messages: says('a'), n: 2});
  await assert.rejects(swarms, (error) => error instanceof OpenAI.BadRequestError && error.param === 'n');
  const providers = client.chat.completions.create({model, messages: says('fail 400')});
  await assert.rejects(providers, (error) => error instanceof OpenAI.BadRequestError && error.param === 'top_p');
});

test('a provider\'s 429 is tried again by the client, when the provider said', async () => {
  const before = upstream.asked.length;
  const started = performance.now();
  const patient = new OpenAI({baseURL: swarmd.baseURL, apiKey: swarmd.key, maxRetries: 1});
  await assert.rejects(patient.chat.completions.create({model, messages: says('fail 429')}), (error) => {
    assert.ok(error instanceof OpenAI.RateLimitError);
    assert.equal(error.code, 'rate_limit_exceeded');
    assert.equal(error.headers.get('retry-after'), '1');
    return true;
  });
  assert.equal(upstream.asked.length - before, 2);
  assert.ok(performance.now() - started >= 1000);
});

test('a client that runs out of patience', async () => {
  const before = upstream.asked.length;
  for (let timeout = 300; upstream.asked.length === before; timeout *= 2) {  // on a slow machine it ends before it is sent on
    assert.ok(timeout < 60_000);
    await assert.rejects(client.chat.completions.create({model, messages: says('hang')}, {timeout}),
                         OpenAI.APIConnectionTimeoutError);
  }
  await upstream.last().closed;
});

test('an abort reaches the upstream at once, before and in the answer', async () => {
  for (const stream of [false, true]) {
    const before = upstream.asked.length;
    const abort = new AbortController();
    const asking = client.chat.completions.create(
      {model, messages: says(stream ? 'hang in a stream' : 'hang'), stream}, {signal: abort.signal});
    await upstream.waitFor(before + 1);
    if (stream) {
      for await (const chunk of await asking) break;  // which aborts
    }
    const aborted = performance.now();
    abort.abort();
    if (!stream) await assert.rejects(asking, OpenAI.APIUserAbortError);
    const took = await upstream.last().closed - aborted;
    assert.ok(took < abortBoundMs, `${took} ms`);
  }
});

// --- The swarm ------------------------------------------------------------------------------------------------------

test('the swarm computes', async () => {
  const answer = await client.chat.completions.create({model: 'swarm', messages: says('what is 17 * 23?')});
  assert.equal(answer.choices[0].message.content.includes('391'), true);
  assert.equal(answer.swarm.value, '391');
  assert.equal(answer.swarm.verdict, 'verified');
  const task = await fetch(`${swarmd.http}/api/v1/tasks/${answer.swarm.task_id}`,
                           {headers: {authorization: `Bearer ${swarmd.key}`}}).then((found) => found.json());
  assert.equal(task.state, 'completed');
});

test('the swarm streams: its comments are not seen, its events only by those who want them', async () => {
  const ask = {model: 'swarm', messages: says('what is 17 * 23?'), stream: true};
  const chunks = await all(await client.chat.completions.create({...ask, stream_options: {include_usage: true}}));
  assert.ok(textOf(chunks).includes('391'));
  assert.equal(chunks.at(-1).usage.total_tokens, 0);
  assert.equal(chunks.at(-2).swarm.verdict, 'verified');
  const helper = client.chat.completions.stream({model: 'swarm', messages: says('what is 17 * 23?')});
  assert.ok((await helper.finalContent()).includes('391'));
  const told = await all(await client.chat.completions.create({...ask, stream_options: {include_status: true}}));
  assert.ok(textOf(told).includes('391'));
});

test('the swarm asks a model what nothing here computes', async () => {
  const ask = {model: 'swarm', messages: says('who wrote the Iliad?')};
  const answer = await client.chat.completions.create(ask);
  assert.equal(answer.choices[0].message.content, 'You said who wrote the Iliad?.');
  assert.equal(answer.swarm.verdict, 'unverified');
  assert.equal(answer.swarm.provider, 'stub');
  assert.equal(answer.usage.total_tokens, 12);
  const early = await all(await client.chat.completions.create({...ask, verify: 'off', stream: true}));
  assert.equal(textOf(early), 'You said who wrote the Iliad?.');
});

test('its text is shown while it is written when nobody verifies it', {timeout: 20_000}, async () => {
  const stream = await client.chat.completions.create({
    model: 'swarm', messages: says('pause in a stream'), verify: 'off', stream: true, stream_options: {include_status: true}});
  let text = '';
  const stages = [];
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    if (chunk.swarm?.stage) stages.push(chunk.swarm.stage);
    if (text === 'first ') upstream.resume();  // which nobody could if the text came only at the end
  }
  assert.equal(text, 'first second');
  assert.ok(stages.includes('local'), `${stages}`);
});

test('tools there and back through the swarm', async () => {
  const first = await client.chat.completions.create({model: 'swarm', messages: says('weather?'), tools});
  const call = first.choices[0].message.tool_calls[0];
  assert.equal(first.choices[0].finish_reason, 'tool_calls');
  const second = await client.chat.completions.create({
    model: 'swarm', tools,
    messages: [...says('weather?'), first.choices[0].message, {role: 'tool', tool_call_id: call.id, content: 'sunny'}],
  });
  assert.equal(second.choices[0].message.content, 'The tool said sunny.');
  const chunks = await all(await client.chat.completions.create({model: 'swarm', messages: says('weather?'), tools, stream: true}));
  assert.equal(chunks.flatMap((chunk) => chunk.choices[0]?.delta?.tool_calls ?? [])[0].function.name, 'weather');
  const response = await client.responses.create({model: 'swarm', input: 'weather?',
    tools: [{type: 'function', name: 'weather', parameters: {type: 'object', properties: {}}, strict: false}]});
  assert.equal(response.output[0].type, 'function_call');
  assert.deepEqual(JSON.parse(response.output[0].arguments), {city: 'Oslo'});
});

test('an abort reaches the model through the swarm', async () => {
  const before = upstream.asked.length;
  const abort = new AbortController();
  const asking = client.chat.completions.create({model: 'swarm', messages: says('hang'), verify: 'off'},
                                                {signal: abort.signal});
  await upstream.waitFor(before + 1);
  abort.abort();
  await assert.rejects(asking, OpenAI.APIUserAbortError);
  await upstream.last().closed;
});

test('the swarm in the older and the newer form', async () => {
  const older = await client.completions.create({model: 'swarm', prompt: 'what is 17 * 23?'});
  assert.ok(older.choices[0].text.includes('391'));
  const newer = await client.responses.create({model: 'swarm/math', input: 'what is 17 * 23?'});
  assert.ok(newer.output_text.includes('391'));
  const events = await all(await client.responses.create({model: 'swarm', input: 'what is 17 * 23?', stream: true}));
  assert.equal(events.at(-1).type, 'response.completed');
  assert.ok(events.at(-1).response.output[0].content[0].text.includes('391'));
  const helper = client.responses.stream({model: 'swarm', input: 'what is 17 * 23?'});
  assert.ok((await helper.finalResponse()).output_text.includes('391'));
});

test('the swarm embeds nothing', async () => {
  await assert.rejects(client.embeddings.create({model: 'swarm', input: 'a'}),
                       (error) => error instanceof OpenAI.BadRequestError && error.param === 'model');
});
