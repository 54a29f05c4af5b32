#pragma once
/// Every layer.

// First, so that few lines of "included from" stand before the facts of an error.
#include <constexplain/meta/diagnostics.hpp>

#include <constexplain/layer/avg_pool.hpp>
#include <constexplain/layer/batch_norm.hpp>
#include <constexplain/layer/branch.hpp>
#include <constexplain/layer/clip.hpp>
#include <constexplain/layer/conv1d.hpp>
#include <constexplain/layer/conv2d.hpp>
#include <constexplain/layer/dense.hpp>
#include <constexplain/layer/elu.hpp>
#include <constexplain/layer/embedding.hpp>
#include <constexplain/layer/flatten.hpp>
#include <constexplain/layer/gelu.hpp>
#include <constexplain/layer/global_avg_pool.hpp>
#include <constexplain/layer/global_max_pool.hpp>
#include <constexplain/layer/gru.hpp>
#include <constexplain/layer/hard_sigmoid.hpp>
#include <constexplain/layer/hard_swish.hpp>
#include <constexplain/layer/input.hpp>
#include <constexplain/layer/layer_norm.hpp>
#include <constexplain/layer/lrn.hpp>
#include <constexplain/layer/lstm.hpp>
#include <constexplain/layer/max_pool.hpp>
#include <constexplain/layer/mean_over_sequence.hpp>
#include <constexplain/layer/mish.hpp>
#include <constexplain/layer/pad.hpp>
#include <constexplain/layer/permutation.hpp>
#include <constexplain/layer/pool1d.hpp>
#include <constexplain/layer/prelu.hpp>
#include <constexplain/layer/relu.hpp>
#include <constexplain/layer/sequence.hpp>
#include <constexplain/layer/sigmoid.hpp>
#include <constexplain/layer/silu.hpp>
#include <constexplain/layer/softmax.hpp>
#include <constexplain/layer/softplus.hpp>
#include <constexplain/layer/softsign.hpp>
#include <constexplain/layer/sum_pool.hpp>
#include <constexplain/layer/tanh.hpp>
