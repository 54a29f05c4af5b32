#pragma once
/// constexplain: static neural networks that predict and explain. Everything but rendering and xtensor.
#include <constexplain/layer/layers.hpp>
#include <constexplain/model.hpp>
#include <constexplain/network/table.hpp>
#include <constexplain/parameters/make_model.hpp>
#include <constexplain/parameters/npy.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/view_as.hpp>
#if __has_include(<zip.h>)
#include <constexplain/parameters/load.hpp>
#endif
