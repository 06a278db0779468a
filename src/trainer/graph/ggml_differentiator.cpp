#include "trainer/graph/ggml_differentiator.hpp"

#include <cmath>
#include <ggml-alloc.h>
#include <ggml-backend.h>
#include <ggml-cpu.h>
#include <ggml.h>
#include <limits>
#include <map>
#include <new>
#include <vector>

#include "base/invariant.hpp"
#include "trainer/graph/qwen2_graph.hpp"

namespace swarm::graph {
namespace {

struct Release {
  void operator()(ggml_context* context) const { ggml_free(context); }
  void operator()(ggml_backend_t backend) const { ggml_backend_free(backend); }
  void operator()(ggml_backend_buffer_t buffer) const { ggml_backend_buffer_free(buffer); }
  void operator()(ggml_gallocr_t allocator) const { ggml_gallocr_free(allocator); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

Owned<ggml_context> new_context(std::size_t tensors, std::size_t more_bytes) {
  ggml_context* context = ggml_init({tensors * ggml_tensor_overhead() + more_bytes, nullptr, /*no_alloc=*/true});
  if (context == nullptr) throw std::bad_alloc();
  return Owned<ggml_context>(context);
}

Owned<ggml_backend> new_backend(int threads) {
  if (ggml_backend_t gpu = ggml_backend_init_by_type(GGML_BACKEND_DEVICE_TYPE_GPU, nullptr))
    return Owned<ggml_backend>(gpu);
  ggml_backend_t processor = ggml_backend_cpu_init();
  if (processor == nullptr) throw std::bad_alloc();
  ggml_backend_cpu_set_n_threads(processor, threads);
  return Owned<ggml_backend>(processor);
}

struct Graph {
  Owned<ggml_context> context;
  ggml_cgraph* nodes = nullptr;
  ggml_tensor* loss = nullptr;
  std::vector<ggml_tensor*> gradients{};
  Owned<ggml_gallocr> allocator{};
};

class GgmlDifferentiator final : public Differentiator {
 public:
  GgmlDifferentiator(const Qwen2Shape& shape, const LearnerSettings& settings, Weights& weights)
      : shape_(shape),
        settings_(settings),
        weights_(weights),
        backend_(new_backend(settings.threads)),
        on_host_(ggml_backend_buft_is_host(ggml_backend_get_default_buffer_type(backend_.get()))),
        positions_(settings.rows * settings.columns) {
    add_leaves();
    forward_ = add_graph(false);
    backward_ = add_graph(true);
  }

  std::uint64_t bytes() const override {
    return staged_bytes() + (on_host_ ? backend_bytes() : weights_.trained_values() * sizeof(float));
  }

  std::optional<DeviceNeed> device_need() const override {
    ggml_backend_dev_t device = ggml_backend_get_device(backend_.get());
    if (on_host_ || device == nullptr) return std::nullopt;
    std::size_t free = 0, total = 0;
    ggml_backend_dev_memory(device, &free, &total);
    if (total == 0) return std::nullopt;  // a driver that does not say
    return DeviceNeed{.device = ggml_backend_dev_name(device), .bytes = backend_bytes(), .free = free};
  }

  void allocate() override {
    place_weights();
    input_buffer_.reset(ggml_backend_alloc_ctx_tensors(input_context_.get(), backend_.get()));
    if (!input_buffer_) throw std::bad_alloc();
    place(forward_);
    place(backward_);
    for (const std::size_t place : weights_.trained())
      gradient_copies_.emplace_back(on_host_ ? 0 : weights_.all()[place].values.size());
  }

  double loss(const Batch& batch) override { return run(forward_, batch); }

  double differentiate(const Batch& batch) override {
    const double value = run(backward_, batch);
    gradients_.clear();
    for (std::size_t i = 0; i < backward_.gradients.size(); ++i)
      gradients_.push_back(gradient(i));
    return value;
  }

  std::span<const std::span<float>> gradients() override { return gradients_; }

 private:
  std::span<float> gradient(std::size_t index) {
    ggml_tensor* tensor = backward_.gradients[index];
    const auto values = static_cast<std::size_t>(ggml_nelements(tensor));
    if (on_host_) return {static_cast<float*>(tensor->data), values};
    ggml_backend_tensor_get(tensor, gradient_copies_[index].data(), 0, values * sizeof(float));
    return gradient_copies_[index];
  }

  void add_leaves() {
    weight_context_ = new_context(weights_.all().size(), 0);
    for (const Weight& weight : weights_.all()) {
      const auto& shape = weight.parameter.shape;
      ggml_tensor* tensor =
          ggml_new_tensor_2d(weight_context_.get(), GGML_TYPE_F32, static_cast<std::int64_t>(shape[0]),
                             shape.size() > 1 ? static_cast<std::int64_t>(shape[1]) : 1);
      if (weight.trained) ggml_set_param(tensor);
      tensors_[weight.parameter.name] = tensor;
    }
    input_context_ = new_context(8, 0);
    ggml_context* context = input_context_.get();
    inputs_.tokens = ggml_new_tensor_1d(context, GGML_TYPE_I32, positions_);
    inputs_.positions = ggml_new_tensor_1d(context, GGML_TYPE_I32, positions_);
    inputs_.mask = ggml_new_tensor_4d(context, GGML_TYPE_F32, settings_.columns, settings_.columns, 1, settings_.rows);
    weighted_labels_ = ggml_new_tensor_2d(context, GGML_TYPE_F32, shape_.vocabulary, positions_);
    plain_labels_ = ggml_new_tensor_2d(context, GGML_TYPE_F32, shape_.vocabulary, positions_);
    loss_weights_ = ggml_new_tensor_2d(context, GGML_TYPE_F32, 1, positions_);
    one_ = ggml_new_tensor_1d(context, GGML_TYPE_F32, 1);
  }

  Graph add_graph(bool backward) {
    const auto nodes = static_cast<std::size_t>(512 + 512 * shape_.layers);
    Graph graph{new_context(3 * nodes, 3 * ggml_graph_overhead_custom(nodes, true))};
    ggml_context* context = graph.context.get();
    ggml_tensor* logits = add_qwen2(context, shape_, settings_, inputs_, [this](const std::string& name) {
      const auto found = tensors_.find(name);
      return found == tensors_.end() ? nullptr : found->second;
    });
    graph.loss = ggml_cross_entropy_loss(context, logits, weighted_labels_);
    ggml_set_loss(graph.loss);
    ggml_set_output(graph.loss);
    ggml_cgraph* made = ggml_new_graph_custom(context, nodes, true);
    ggml_build_forward_expand(made, graph.loss);
    if (backward) add_backward(graph, made);
    graph.nodes = finished(context, made);
    return graph;
  }

  void add_backward(Graph& graph, ggml_cgraph* made) {
    ggml_build_backward_expand(graph.context.get(), made, nullptr);
    for (const std::size_t place : weights_.trained()) {
      ggml_tensor* gradient = ggml_graph_get_grad(made, tensors_.at(weights_.all()[place].parameter.name));
      SWARM_INVARIANT(gradient != nullptr && ggml_is_contiguous(gradient),
                      "every trained weight has a part in the loss");
      ggml_set_output(gradient->view_src == nullptr ? gradient : gradient->view_src);
      graph.gradients.push_back(gradient);
    }
  }

  // The graph with the weights of the loss: the gradient of a position's cross entropy must be scaled, which ggml's
  // labels cannot say.
  ggml_cgraph* finished(ggml_context* context, ggml_cgraph* made) {
    ggml_cgraph* result = ggml_new_graph_custom(context, static_cast<std::size_t>(ggml_graph_size(made)), false);
    ggml_tensor *back = nullptr, *scaled = nullptr;
    for (int i = 0; i < ggml_graph_n_nodes(made); ++i) {
      ggml_tensor* node = ggml_graph_node(made, i);
      for (ggml_tensor*& source : node->src)
        if (source != nullptr && source == back) source = scaled;
      if (node->view_src != nullptr && node->view_src == back) node->view_src = scaled;
      ggml_graph_add_node(result, node);
      if (node->op != GGML_OP_CROSS_ENTROPY_LOSS_BACK) continue;
      node->src[0] = one_;
      node->src[2] = plain_labels_;
      back = node;
      scaled = ggml_mul(context, back, loss_weights_);
      scaled->flags |= GGML_TENSOR_FLAG_COMPUTE;
      ggml_graph_add_node(result, scaled);
    }
    return result;
  }

  // Mask, labels and positions, as they are made for each batch before they are handed over.
  std::uint64_t staged_bytes() const {
    const auto each = static_cast<std::uint64_t>(2 * shape_.vocabulary + settings_.columns + 2);
    return each * static_cast<std::uint64_t>(positions_) * sizeof(float);
  }

  std::uint64_t backend_bytes() const { return leaf_bytes() + graph_bytes(forward_) + graph_bytes(backward_); }

  std::uint64_t leaf_bytes() const {
    ggml_backend_buffer_type_t type = ggml_backend_get_default_buffer_type(backend_.get());
    const std::uint64_t inputs = ggml_backend_alloc_ctx_tensors_from_buft_size(input_context_.get(), type);
    return on_host_ ? inputs : inputs + weights_.bytes();
  }

  // What the allocator would ask for. It takes a leaf for placed when it has data, so all have some meanwhile.
  std::uint64_t graph_bytes(const Graph& graph) const {
    static char placed;
    const auto mark = [this](void* data) {
      for (ggml_context* context : {weight_context_.get(), input_context_.get()})
        for (ggml_tensor* leaf = ggml_get_first_tensor(context); leaf; leaf = ggml_get_next_tensor(context, leaf))
          leaf->data = data;
    };
    mark(&placed);
    Owned<ggml_gallocr> allocator(ggml_gallocr_new(ggml_backend_get_default_buffer_type(backend_.get())));
    std::size_t size = 0;
    ggml_gallocr_reserve_n_size(allocator.get(), graph.nodes, nullptr, nullptr, &size);
    mark(nullptr);
    return size;
  }

  void place_weights() {
    if (!on_host_) {
      weight_buffer_.reset(ggml_backend_alloc_ctx_tensors(weight_context_.get(), backend_.get()));
      if (!weight_buffer_) throw std::bad_alloc();
      upload(weights_.all());
      return;
    }
    const std::span<float> memory = weights_.memory();
    weight_buffer_.reset(ggml_backend_cpu_buffer_from_ptr(memory.data(), memory.size_bytes()));
    for (const Weight& weight : weights_.all())
      ggml_backend_tensor_alloc(weight_buffer_.get(), tensors_.at(weight.parameter.name), weight.values.data());
  }

  void upload(std::span<const Weight> weights) {
    for (const Weight& weight : weights)
      ggml_backend_tensor_set(tensors_.at(weight.parameter.name), weight.values.data(), 0, weight.values.size_bytes());
  }

  void place(Graph& graph) {
    graph.allocator.reset(ggml_gallocr_new(ggml_backend_get_default_buffer_type(backend_.get())));
    if (!ggml_gallocr_alloc_graph(graph.allocator.get(), graph.nodes)) throw std::bad_alloc();
  }

  double run(Graph& graph, const Batch& batch) {
    if (!on_host_)
      for (const std::size_t place : weights_.trained())
        upload(weights_.all().subspan(place, 1));
    set_inputs(batch);
    double weight_sum = 0;
    for (const float weight : batch.weights)
      weight_sum += static_cast<double>(weight);
    set_labels(batch, weight_sum);
    if (ggml_backend_graph_compute(backend_.get(), graph.nodes) != GGML_STATUS_SUCCESS) throw std::bad_alloc();
    float value = 0;
    ggml_backend_tensor_get(graph.loss, &value, 0, sizeof value);
    return static_cast<double>(value);
  }

  template <class T>
  static void set(ggml_tensor* tensor, std::span<const T> values) {
    ggml_backend_tensor_set(tensor, values.data(), 0, values.size_bytes());
  }

  void set_inputs(const Batch& batch) {
    const auto columns = static_cast<std::size_t>(settings_.columns);
    std::vector<std::int32_t> positions(batch.tokens.size());
    mask_.assign(batch.tokens.size() * columns, -std::numeric_limits<float>::infinity());
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const std::size_t row = i - i % columns;
      const bool starts = i == row || batch.segments[i] != batch.segments[i - 1];
      positions[i] = starts ? 0 : positions[i - 1] + 1;
      for (std::size_t seen = row; seen <= i; ++seen)
        if (batch.segments[seen] == batch.segments[i]) mask_[i * columns + seen - row] = 0;
    }
    set(inputs_.tokens, batch.tokens);
    set(inputs_.positions, std::span<const std::int32_t>(positions));
    set(inputs_.mask, std::span<const float>(mask_));
  }

  // ggml's loss is the mean over all positions, so that the weights carry positions / sum.
  void set_labels(const Batch& batch, double weight_sum) {
    const auto vocabulary = static_cast<std::size_t>(shape_.vocabulary);
    const double scale = static_cast<double>(positions_) / weight_sum;
    std::vector<float> plain(batch.targets.size() * vocabulary), weighted(plain.size()), weights(batch.targets.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] = static_cast<float>(static_cast<double>(batch.weights[i]) * scale);
      const std::size_t label = i * vocabulary + static_cast<std::size_t>(batch.targets[i]);
      plain[label] = 1;
      weighted[label] = weights[i];
    }
    const float one = 1;
    set(plain_labels_, std::span<const float>(plain));
    set(weighted_labels_, std::span<const float>(weighted));
    set(loss_weights_, std::span<const float>(weights));
    set(one_, std::span<const float>(&one, 1));
  }

  const Qwen2Shape shape_;
  const LearnerSettings settings_;
  Weights& weights_;
  Owned<ggml_backend> backend_;
  const bool on_host_;
  const std::int64_t positions_;
  Owned<ggml_context> weight_context_, input_context_;
  Owned<ggml_backend_buffer> weight_buffer_, input_buffer_;
  std::map<std::string, ggml_tensor*, std::less<>> tensors_;
  GraphInputs inputs_;
  ggml_tensor *weighted_labels_ = nullptr, *plain_labels_ = nullptr, *loss_weights_ = nullptr, *one_ = nullptr;
  Graph forward_, backward_;
  std::vector<std::vector<float>> gradient_copies_;  // of a device that is not the host
  std::vector<std::span<float>> gradients_;
  std::vector<float> mask_;
};

}  // namespace

bool has_gpu() {
  return ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_GPU) != nullptr;
}

std::unique_ptr<Differentiator> make_ggml_differentiator(const Qwen2Shape& shape, const LearnerSettings& settings,
                                                         Weights& weights, Workers&) {
  return std::make_unique<GgmlDifferentiator>(shape, settings, weights);
}

}  // namespace swarm::graph
