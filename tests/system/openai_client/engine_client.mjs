// The official client, unchanged, against a running swarm-engine with a small model by chance.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import OpenAI from 'openai';

const client = new OpenAI({baseURL: process.env.ENGINE_URL, apiKey: process.env.ENGINE_KEY, maxRetries: 0});
const model = 'tiny';
const says = (content) => [{role: 'user', content}];
const asked = {model, messages: says('hello'), temperature: 0, max_tokens: 20};

async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

test('models', async () => {
  const models = await all(client.models.list());
  assert.deepEqual(models.map((each) => each.id), [model]);
  assert.equal((await client.models.retrieve(model)).object, 'model');
  await assert.rejects(client.models.retrieve('other'), OpenAI.NotFoundError);
});

test('a stream says what the whole answer says', async () => {
  const whole = await client.chat.completions.create(asked);
  const chunks = await all(await client.chat.completions.create(
    {...asked, stream: true, stream_options: {include_usage: true}}));
  const text = chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');
  assert.equal(text, whole.choices[0].message.content);
  assert.equal(chunks[0].choices[0].delta.role, 'assistant');
  assert.deepEqual(chunks.at(-1).usage.completion_tokens, whole.usage.completion_tokens);
});

test('the client\'s own assembly of a stream', async () => {
  const final = await client.chat.completions.stream({...asked, logprobs: true, top_logprobs: 1}).finalChatCompletion();
  assert.equal(final.choices[0].message.role, 'assistant');
  assert.ok(['stop', 'length'].includes(final.choices[0].finish_reason));
  assert.ok(final.choices[0].logprobs.content.length > 0);
});

test('an answer after a schema', async () => {
  const schema = {type: 'object', properties: {ok: {type: 'boolean'}}, required: ['ok'], additionalProperties: false};
  const answer = await client.chat.completions.parse({...asked, max_tokens: 200, temperature: 1, seed: 2,
    response_format: {type: 'json_schema', json_schema: {name: 'answer', strict: true, schema}}});
  assert.equal(typeof answer.choices[0].message.parsed.ok, 'boolean');
});

test('completions', async () => {
  const answer = await client.completions.create({model, prompt: 'one two', max_tokens: 3, logprobs: 2, temperature: 0});
  assert.equal(answer.object, 'text_completion');
  assert.ok(answer.choices[0].logprobs.tokens.length > 0);
});

test('embeddings, which the client asks for as base64', async () => {
  const answer = await client.embeddings.create({model, input: ['a cat', 'a dog']});
  assert.equal(answer.data.length, 2);
  const length = Math.hypot(...answer.data[0].embedding);
  assert.ok(Math.abs(length - 1) < 1e-3, `length ${length}`);
});

test('mistakes are the errors that the client knows', async () => {
  await assert.rejects(client.chat.completions.create({...asked, model: 'other'}), OpenAI.NotFoundError);
  await assert.rejects(client.chat.completions.create({...asked, temperature: 9}), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.param, 'temperature');
    return true;
  });
  await assert.rejects(client.chat.completions.create({...asked, messages: says('x '.repeat(5000))}), (error) => {
    assert.equal(error.code, 'context_length_exceeded');
    return true;
  });
  const stranger = new OpenAI({baseURL: process.env.ENGINE_URL, apiKey: 'wrong', maxRetries: 0});
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
});

test('leaving a stream', async () => {
  const stream = await client.chat.completions.create({...asked, stream: true, temperature: 1, max_tokens: 400});
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta) break;
  }
  assert.equal((await client.chat.completions.create(asked)).choices.length, 1);
});
