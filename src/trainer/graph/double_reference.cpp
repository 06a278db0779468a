#include "trainer/graph/double_reference.hpp"

#include <algorithm>
#include <cmath>

namespace swarm::graph {
namespace {

Rows zeros(std::size_t count, std::int64_t width) {
  const auto columns = static_cast<std::size_t>(width);
  return {columns, std::vector<double>(count * columns)};
}

std::size_t count_of(const Rows& rows) {
  return rows.values.size() / rows.width;
}

void add(Rows& to, const Rows& what) {
  for (std::size_t i = 0; i < to.values.size(); ++i)
    to.values[i] += what.values[i];
}

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

// matrix is [outputs][inputs]
Rows product(const double* matrix, std::size_t outputs, const Rows& input) {
  Rows result = zeros(count_of(input), static_cast<std::int64_t>(outputs));
  for (std::size_t p = 0; p < count_of(input); ++p)
    for (std::size_t o = 0; o < outputs; ++o)
      for (std::size_t i = 0; i < input.width; ++i)
        result[p][o] += matrix[o * input.width + i] * input[p][i];
  return result;
}

// gradient times matrix
Rows product_back(const double* matrix, std::size_t inputs, const Rows& gradient) {
  Rows result = zeros(count_of(gradient), static_cast<std::int64_t>(inputs));
  for (std::size_t p = 0; p < count_of(gradient); ++p)
    for (std::size_t o = 0; o < gradient.width; ++o)
      for (std::size_t i = 0; i < inputs; ++i)
        result[p][i] += matrix[o * inputs + i] * gradient[p][o];
  return result;
}

void add_outer(std::vector<double>& matrix, const Rows& gradient, const Rows& input, double scale = 1) {
  matrix.resize(gradient.width * input.width);
  for (std::size_t p = 0; p < count_of(input); ++p)
    for (std::size_t o = 0; o < gradient.width; ++o)
      for (std::size_t i = 0; i < input.width; ++i)
        matrix[o * input.width + i] += scale * gradient[p][o] * input[p][i];
}

std::string bias_of(const std::string& name) {
  return name.substr(0, name.size() - 6) + "bias";
}

}  // namespace

const double* DoubleReference::find(const std::string& name) const {
  const auto found = weights_.find(name);
  return found == weights_.end() ? nullptr : found->second.data();
}

Rows DoubleReference::linear(const std::string& name, const Rows& input) const {
  const std::size_t outputs = weights_.at(name).size() / input.width;
  Rows result = product(find(name), outputs, input);
  if (const double* bias = find(bias_of(name)))
    for (std::size_t p = 0; p < count_of(result); ++p)
      for (std::size_t o = 0; o < outputs; ++o)
        result[p][o] += bias[o];
  if (const double* lora_a = find(name + ".lora_a")) {
    const auto rank = static_cast<std::size_t>(settings_.rank);
    const Rows more = product(find(name + ".lora_b"), outputs, product(lora_a, rank, input));
    for (std::size_t i = 0; i < more.values.size(); ++i)
      result.values[i] += settings_.alpha / static_cast<double>(settings_.rank) * more.values[i];
  }
  return result;
}

Rows DoubleReference::linear_back(const std::string& name, const Rows& input, const Rows& gradient,
                                  Values& gradients) const {
  add_outer(gradients[name], gradient, input);
  Rows result = product_back(find(name), input.width, gradient);
  if (find(bias_of(name)) != nullptr) {
    std::vector<double>& bias = gradients[bias_of(name)];
    bias.resize(gradient.width);
    for (std::size_t p = 0; p < count_of(gradient); ++p)
      for (std::size_t o = 0; o < gradient.width; ++o)
        bias[o] += gradient[p][o];
  }
  if (const double* lora_a = find(name + ".lora_a")) {
    const auto rank = static_cast<std::size_t>(settings_.rank);
    const double scale = settings_.alpha / static_cast<double>(settings_.rank);
    add_outer(gradients[name + ".lora_b"], gradient, product(lora_a, rank, input), scale);
    Rows inner = product_back(find(name + ".lora_b"), rank, gradient);
    for (double& value : inner.values)
      value *= scale;
    add_outer(gradients[name + ".lora_a"], inner, input);
    add(result, product_back(lora_a, input.width, inner));
  }
  return result;
}

Rows DoubleReference::norm(const std::string& name, const Rows& input) const {
  Rows result = input;
  const double* weight = find(name);
  for (std::size_t p = 0; p < count_of(input); ++p) {
    double squares = 0;
    for (std::size_t i = 0; i < input.width; ++i)
      squares += input[p][i] * input[p][i];
    const double scale =
        1 / std::sqrt(squares / static_cast<double>(input.width) + static_cast<double>(shape_.epsilon));
    for (std::size_t i = 0; i < input.width; ++i)
      result[p][i] = input[p][i] * scale * weight[i];
  }
  return result;
}

void DoubleReference::norm_back(const std::string& name, const Rows& input, const Rows& gradient, Rows& result,
                                Values& gradients) const {
  const double* weight = find(name);
  std::vector<double>& of_weight = gradients[name];
  of_weight.resize(input.width);
  const auto width = static_cast<double>(input.width);
  for (std::size_t p = 0; p < count_of(input); ++p) {
    double squares = 0, dot = 0;
    for (std::size_t i = 0; i < input.width; ++i) {
      squares += input[p][i] * input[p][i];
      dot += gradient[p][i] * weight[i] * input[p][i];
    }
    const double scale = 1 / std::sqrt(squares / width + static_cast<double>(shape_.epsilon));
    for (std::size_t i = 0; i < input.width; ++i) {
      of_weight[i] += gradient[p][i] * input[p][i] * scale;
      result[p][i] += scale * gradient[p][i] * weight[i] - scale * scale * scale / width * dot * input[p][i];
    }
  }
}

// Pairs (i, i + half) of each head turn by the position within the segment; the way back is the other direction.
void DoubleReference::rotate(Rows& heads, const Batch& batch, double direction) const {
  const auto columns = static_cast<std::size_t>(settings_.columns), width = static_cast<std::size_t>(shape_.head_width);
  double position = 0;
  for (std::size_t p = 0; p < count_of(heads); ++p) {
    position = p % columns == 0 || batch.segments[p] != batch.segments[p - 1] ? 0 : position + 1;
    for (std::size_t head = 0; head < heads.width / width; ++head)
      for (std::size_t i = 0; i < width / 2; ++i) {
        const double frequency =
            std::pow(static_cast<double>(shape_.rope_base), -2 * static_cast<double>(i) / static_cast<double>(width));
        const double angle = direction * position * frequency;
        double &x = heads[p][head * width + i], &y = heads[p][head * width + i + width / 2];
        const double turned = x * std::cos(angle) - y * std::sin(angle);
        y = x * std::sin(angle) + y * std::cos(angle);
        x = turned;
      }
  }
}

void DoubleReference::attend(Layer& layer, const Batch& batch) const {
  const auto columns = static_cast<std::size_t>(settings_.columns), width = static_cast<std::size_t>(shape_.head_width);
  const auto heads = static_cast<std::size_t>(shape_.heads), group = heads / static_cast<std::size_t>(shape_.key_heads);
  const std::size_t count = count_of(layer.query);
  layer.mixed = zeros(count, shape_.query_width());
  layer.shares.assign(heads * count * columns, 0);
  for (std::size_t head = 0; head < heads; ++head)
    for (std::size_t p = 0; p < count; ++p) {
      const std::size_t row = p - p % columns;
      double* shares = layer.shares.data() + (head * count + p) * columns;
      double sum = 0;
      for (std::size_t seen = row; seen <= p; ++seen) {
        if (batch.segments[seen] != batch.segments[p]) continue;
        double score = 0;
        for (std::size_t i = 0; i < width; ++i)
          score += layer.query[p][head * width + i] * layer.key[seen][head / group * width + i];
        shares[seen - row] = std::exp(score / std::sqrt(static_cast<double>(width)));
        sum += shares[seen - row];
      }
      for (std::size_t seen = row; seen <= p; ++seen) {
        shares[seen - row] /= sum;
        for (std::size_t i = 0; i < width; ++i)
          layer.mixed[p][head * width + i] += shares[seen - row] * layer.value[seen][head / group * width + i];
      }
    }
}

void DoubleReference::attend_back(const Layer& layer, const Rows& mixed, Rows& query, Rows& key, Rows& value) const {
  const auto columns = static_cast<std::size_t>(settings_.columns), width = static_cast<std::size_t>(shape_.head_width);
  const auto heads = static_cast<std::size_t>(shape_.heads), group = heads / static_cast<std::size_t>(shape_.key_heads);
  const std::size_t count = count_of(mixed);
  std::vector<double> of_shares(columns);
  for (std::size_t head = 0; head < heads; ++head)
    for (std::size_t p = 0; p < count; ++p) {
      const std::size_t row = p - p % columns, at = head * width, key_at = head / group * width;
      const double* shares = layer.shares.data() + (head * count + p) * columns;
      double dot = 0;
      for (std::size_t seen = row; seen <= p; ++seen) {
        of_shares[seen - row] = 0;
        for (std::size_t i = 0; i < width; ++i) {
          of_shares[seen - row] += mixed[p][at + i] * layer.value[seen][key_at + i];
          value[seen][key_at + i] += shares[seen - row] * mixed[p][at + i];
        }
        dot += of_shares[seen - row] * shares[seen - row];
      }
      for (std::size_t seen = row; seen <= p; ++seen) {
        const double score = shares[seen - row] * (of_shares[seen - row] - dot) / std::sqrt(static_cast<double>(width));
        for (std::size_t i = 0; i < width; ++i) {
          query[p][at + i] += score * layer.key[seen][key_at + i];
          key[seen][key_at + i] += score * layer.query[p][at + i];
        }
      }
    }
}

Rows DoubleReference::layer_forward(std::int64_t index, Layer& layer, const Rows& input, const Batch& batch) const {
  layer.input = input;
  layer.normed = norm(layer_tensor(index, "attn_norm.weight"), input);
  layer.query = linear(layer_tensor(index, "attn_q.weight"), layer.normed);
  layer.key = linear(layer_tensor(index, "attn_k.weight"), layer.normed);
  layer.value = linear(layer_tensor(index, "attn_v.weight"), layer.normed);
  rotate(layer.query, batch, 1);
  rotate(layer.key, batch, 1);
  attend(layer, batch);
  layer.middle = linear(layer_tensor(index, "attn_output.weight"), layer.mixed);
  add(layer.middle, input);
  layer.middle_normed = norm(layer_tensor(index, "ffn_norm.weight"), layer.middle);
  layer.gate = linear(layer_tensor(index, "ffn_gate.weight"), layer.middle_normed);
  layer.up = linear(layer_tensor(index, "ffn_up.weight"), layer.middle_normed);
  layer.product = layer.up;
  for (std::size_t i = 0; i < layer.gate.values.size(); ++i)
    layer.product.values[i] *= layer.gate.values[i] * sigmoid(layer.gate.values[i]);
  Rows output = linear(layer_tensor(index, "ffn_down.weight"), layer.product);
  add(output, layer.middle);
  return output;
}

Rows DoubleReference::layer_back(std::int64_t index, const Layer& layer, const Rows& gradient, const Batch& batch,
                                 Values& gradients) const {
  const Rows product = linear_back(layer_tensor(index, "ffn_down.weight"), layer.product, gradient, gradients);
  Rows gate = product, up = product;
  for (std::size_t i = 0; i < product.values.size(); ++i) {
    const double x = layer.gate.values[i], part = sigmoid(x);
    gate.values[i] *= layer.up.values[i] * part * (1 + x * (1 - part));
    up.values[i] *= x * part;
  }
  Rows normed = linear_back(layer_tensor(index, "ffn_gate.weight"), layer.middle_normed, gate, gradients);
  add(normed, linear_back(layer_tensor(index, "ffn_up.weight"), layer.middle_normed, up, gradients));
  Rows middle = gradient;
  norm_back(layer_tensor(index, "ffn_norm.weight"), layer.middle, normed, middle, gradients);
  const Rows mixed = linear_back(layer_tensor(index, "attn_output.weight"), layer.mixed, middle, gradients);
  Rows query = zeros(count_of(mixed), shape_.query_width()), key = zeros(count_of(mixed), shape_.key_width()),
       value = key;
  attend_back(layer, mixed, query, key, value);
  rotate(query, batch, -1);
  rotate(key, batch, -1);
  normed = linear_back(layer_tensor(index, "attn_q.weight"), layer.normed, query, gradients);
  add(normed, linear_back(layer_tensor(index, "attn_k.weight"), layer.normed, key, gradients));
  add(normed, linear_back(layer_tensor(index, "attn_v.weight"), layer.normed, value, gradients));
  Rows input = middle;
  norm_back(layer_tensor(index, "attn_norm.weight"), layer.input, normed, input, gradients);
  return input;
}

double DoubleReference::forward(const Batch& batch, Pass& pass) const {
  Rows stream = zeros(batch.tokens.size(), shape_.width);
  for (std::size_t p = 0; p < batch.tokens.size(); ++p)
    std::copy_n(find("token_embd.weight") + static_cast<std::size_t>(batch.tokens[p]) * stream.width, stream.width,
                stream[p]);
  pass.layers.resize(static_cast<std::size_t>(shape_.layers));
  for (std::size_t layer = 0; layer < pass.layers.size(); ++layer)
    stream = layer_forward(static_cast<std::int64_t>(layer), pass.layers[layer], stream, batch);
  pass.last = stream;
  pass.last_normed = norm("output_norm.weight", stream);
  pass.logits = linear(shape_.tied ? "token_embd.weight" : "output.weight", pass.last_normed);
  double sum = 0, weights = 0;
  for (std::size_t p = 0; p < batch.tokens.size(); ++p) {
    const double* logits = pass.logits[p];
    double normaliser = 0;
    for (std::size_t i = 0; i < pass.logits.width; ++i)
      normaliser += std::exp(logits[i]);
    const auto weight = static_cast<double>(batch.weights[p]);
    sum += weight * (std::log(normaliser) - logits[batch.targets[p]]);
    weights += weight;
  }
  return sum / weights;
}

double DoubleReference::loss(const Batch& batch) {
  Pass pass;
  return forward(batch, pass);
}

double DoubleReference::differentiate(const Batch& batch, Values& gradients) {
  Pass pass;
  const double loss = forward(batch, pass);
  double weights = 0;
  for (const float weight : batch.weights)
    weights += static_cast<double>(weight);
  Rows logits = pass.logits;
  for (std::size_t p = 0; p < batch.tokens.size(); ++p) {
    double normaliser = 0;
    for (std::size_t i = 0; i < logits.width; ++i)
      normaliser += std::exp(pass.logits[p][i]);
    for (std::size_t i = 0; i < logits.width; ++i)
      logits[p][i] = (std::exp(pass.logits[p][i]) / normaliser - (static_cast<int>(i) == batch.targets[p] ? 1 : 0)) *
                     static_cast<double>(batch.weights[p]) / weights;
  }
  const std::string output = shape_.tied ? "token_embd.weight" : "output.weight";
  const Rows normed = linear_back(output, pass.last_normed, logits, gradients);
  Rows stream = zeros(batch.tokens.size(), shape_.width);
  norm_back("output_norm.weight", pass.last, normed, stream, gradients);
  for (std::size_t layer = pass.layers.size(); layer-- > 0;)
    stream = layer_back(static_cast<std::int64_t>(layer), pass.layers[layer], stream, batch, gradients);
  std::vector<double>& embedding = gradients["token_embd.weight"];
  embedding.resize(weights_.at("token_embd.weight").size());
  for (std::size_t p = 0; p < batch.tokens.size(); ++p)
    for (std::size_t i = 0; i < stream.width; ++i)
      embedding[static_cast<std::size_t>(batch.tokens[p]) * stream.width + i] += stream[p][i];
  return loss;
}

double DoubleReference::step(const Batch& batch, double learning_rate, const std::vector<Parameter>& trained) {
  Values gradients;
  const double loss = differentiate(batch, gradients);
  double squares = 0;
  for (const Parameter& parameter : trained)
    for (const double value : gradients.at(parameter.name))
      squares += value * value;
  const double clip = std::min(1.0, settings_.gradient_norm_max / std::sqrt(squares));
  ++steps_;
  for (const Parameter& parameter : trained) {
    std::vector<double>& values = weights_.at(parameter.name);
    std::vector<double>&first = first_moments_[parameter.name], &second = second_moments_[parameter.name];
    first.resize(values.size());
    second.resize(values.size());
    const double decay = parameter.shape.size() == 2 ? settings_.weight_decay : 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double gradient = gradients.at(parameter.name)[i] * clip;
      first[i] = settings_.beta1 * first[i] + (1 - settings_.beta1) * gradient;
      second[i] = settings_.beta2 * second[i] + (1 - settings_.beta2) * gradient * gradient;
      const double mean = first[i] / (1 - std::pow(settings_.beta1, steps_));
      const double variance = second[i] / (1 - std::pow(settings_.beta2, steps_));
      values[i] -= learning_rate * (mean / (std::sqrt(variance) + settings_.epsilon) + decay * values[i]);
    }
  }
  return loss;
}

}  // namespace swarm::graph
