#pragma once
/// Every layer.

// First, so that few lines of "included from" stand before the facts of an error.
#include <constexplain/meta/diagnostics.hpp>

#include <constexplain/layer/avg_pool.hpp>
#include <constexplain/layer/conv2d.hpp>
#include <constexplain/layer/dense.hpp>
#include <constexplain/layer/flatten.hpp>
#include <constexplain/layer/global_avg_pool.hpp>
#include <constexplain/layer/input.hpp>
#include <constexplain/layer/max_pool.hpp>
#include <constexplain/layer/relu.hpp>
#include <constexplain/layer/sigmoid.hpp>
#include <constexplain/layer/softmax.hpp>
#include <constexplain/layer/sum_pool.hpp>
#include <constexplain/layer/tanh.hpp>
