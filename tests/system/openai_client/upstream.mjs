// An OpenAI-compatible upstream that does what the last message says, and remembers what it was asked.
import {createServer} from 'node:http';

const id = {id: 'chatcmpl-stub', created: 1700000000, model: 'tiny'};
const usage = {prompt_tokens: 9, completion_tokens: 3, total_tokens: 12};
const weather = {id: 'call_1', type: 'function', function: {name: 'weather', arguments: '{"city":"Oslo"}'}};

function lastWords(body) {
  if (typeof body.input === 'string') return body.input;
  if (typeof body.prompt === 'string') return body.prompt;
  const content = body.messages?.at(-1)?.content ?? '';
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}

function messageFor(body) {
  const words = lastWords(body);
  if (body.messages.at(-1).role === 'tool') return {role: 'assistant', content: `The tool said ${words}.`, refusal: null};
  if (body.tools) return {role: 'assistant', content: null, refusal: null, tool_calls: [weather]};
  if (body.response_format?.type === 'json_object') return {role: 'assistant', content: '{"ok":true}', refusal: null};
  return {role: 'assistant', content: `You said ${words}.`, refusal: null};
}

function chat(body) {
  const message = messageFor(body);
  const choices = Array.from({length: body.n ?? 1}, (_, index) => ({
    index, message, logprobs: null, finish_reason: message.tool_calls ? 'tool_calls' : 'stop',
  }));
  return {...id, object: 'chat.completion', choices, usage};
}

function chatChunks(body) {
  const message = messageFor(body);
  const chunk = (delta, finish_reason = null) =>
    ({...id, object: 'chat.completion.chunk', choices: [{index: 0, delta, logprobs: null, finish_reason}]});
  const chunks = [chunk({role: 'assistant', content: ''})];
  for (const word of (message.content ?? '').split(/(?<= )/)) chunks.push(chunk({content: word}));
  if (message.tool_calls) chunks.push(chunk({tool_calls: [{index: 0, ...weather}]}));
  chunks.push(chunk({}, message.tool_calls ? 'tool_calls' : 'stop'));
  if (body.stream_options?.include_usage) chunks.push({...id, object: 'chat.completion.chunk', choices: [], usage});
  return chunks;
}

function response(body, status = 'completed') {
  const text = `You said ${lastWords(body)}.`;
  const part = {type: 'output_text', text, annotations: []};
  return {
    id: 'resp_stub', object: 'response', created_at: 1700000000, status, error: null, model: 'tiny',
    output: [{id: 'msg_1', type: 'message', status, role: 'assistant', content: [part]}],
    usage: {input_tokens: 9, output_tokens: 3, total_tokens: 12},
  };
}

function responseEvents(body) {
  const whole = response(body);
  return [
    {type: 'response.created', sequence_number: 0, response: {...whole, status: 'in_progress', output: []}},
    {type: 'response.output_text.delta', sequence_number: 1, item_id: 'msg_1', output_index: 0, content_index: 0,
     delta: whole.output[0].content[0].text},
    {type: 'response.completed', sequence_number: 2, response: whole},
  ];
}

function writeEvents(res, events, {named = false, done = true} = {}) {
  res.writeHead(200, {'content-type': 'text/event-stream'});
  for (const event of events) res.write(`${named ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`);
  res.end(done ? 'data: [DONE]\n\n' : '');
}

export async function startUpstream() {
  const asked = [];       // {path, headers, body, closed: promise of the time at which the connection ended early}
  const waiters = [];
  const paused = [];
  const commands = {
    'fail 429': (res) => {
      res.writeHead(429, {'content-type': 'application/json', 'retry-after': '1'});
      res.end(JSON.stringify({error: {message: 'slow down', type: 'requests', param: null, code: 'rate_limit_exceeded'}}));
    },
    'fail 400': (res) => {
      res.writeHead(400, {'content-type': 'application/json'});
      res.end(JSON.stringify({error: {message: 'no such thing', type: 'invalid_request_error', param: 'top_p', code: null}}));
    },
    hang: () => {},
    'hang in a stream': (res) => {
      res.writeHead(200, {'content-type': 'text/event-stream'});
      res.write(`data: ${JSON.stringify(chatChunks({messages: [{role: 'user', content: 'x'}]})[0])}\n\n`);
    },
    'pause in a stream': (res) => {
      const words = (content) => ({...id, object: 'chat.completion.chunk',
                                   choices: [{index: 0, delta: {content}, finish_reason: null}]});
      res.writeHead(200, {'content-type': 'text/event-stream'});
      res.write(`data: ${JSON.stringify(words('first '))}\n\n`);
      paused.push(() => {
        const last = {...id, object: 'chat.completion.chunk', choices: [{index: 0, delta: {}, finish_reason: 'stop'}]};
        res.end([words('second'), last].map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + 'data: [DONE]\n\n');
      });
    },
  };
  const paths = {
    '/v1/chat/completions': (res, body) => body.stream ? writeEvents(res, chatChunks(body)) : json(res, chat(body)),
    '/v1/completions': (res, body) => json(res, {...id, object: 'text_completion', usage,
      choices: [{text: `You said ${body.prompt}.`, index: 0, logprobs: null, finish_reason: 'stop'}]}),
    '/v1/embeddings': (res, body) => {
      const vector = body.encoding_format === 'base64' ? Buffer.from(new Float32Array([0.5, -1]).buffer).toString('base64')
                                                       : [0.5, -1];
      json(res, {object: 'list', model: 'org/embedder', usage: {prompt_tokens: 2, total_tokens: 2},
                 data: [{object: 'embedding', index: 0, embedding: vector}]});
    },
    '/v1/responses': (res, body) => body.stream ? writeEvents(res, responseEvents(body), {named: true, done: false})
                                                : json(res, response(body)),
    '/v1/models': (res) => json(res, {object: 'list', data: []}),
  };
  function json(res, value) {
    res.writeHead(200, {'content-type': 'application/json'});
    res.end(JSON.stringify(value));
  }
  const server = createServer((req, res) => {
    let text = '';
    req.on('data', (data) => text += data);
    req.on('end', () => {
      const body = text ? JSON.parse(text) : {};
      const closed = new Promise((resolve) => res.once('close', () => resolve(performance.now())));
      if (req.method === 'POST') asked.push({path: req.url, headers: req.headers, text, body, closed});
      waiters.splice(0).forEach((wake) => wake());
      (commands[lastWords(body)] ?? paths[req.url])(res, body);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseURL: `http://127.0.0.1:${server.address().port}/v1`,
    asked,
    last: () => asked.at(-1),
    resume: () => paused.splice(0).forEach((go) => go()),
    async waitFor(count) {
      while (asked.length < count) await new Promise((wake) => waiters.push(wake));
    },
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}
