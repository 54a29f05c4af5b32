#pragma once
/// constexplain: static neural networks that predict and explain. Everything but rendering and xtensor.

// First, so that few lines of "included from" stand before the facts of an error.
#include <constexplain/meta/diagnostics.hpp>

#include <constexplain/activations.hpp>
#include <constexplain/guarantees.hpp>
#include <constexplain/layer/layers.hpp>
#include <constexplain/ledger_by_neuron.hpp>
#include <constexplain/model.hpp>
#include <constexplain/network/table.hpp>
#include <constexplain/parameters/embedded.hpp>
#include <constexplain/parameters/fold.hpp>
#include <constexplain/parameters/make_model.hpp>
#include <constexplain/parameters/npy.hpp>
#include <constexplain/parameters/with_scalar.hpp>
#include <constexplain/plan/cost.hpp>
#include <constexplain/roots.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/deep_taylor.hpp>
#include <constexplain/view_as.hpp>
#if __has_include(<zip.h>)
#include <constexplain/parameters/load.hpp>
#endif
